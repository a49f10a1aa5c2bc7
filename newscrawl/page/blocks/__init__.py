"""Tree to blocks: the walk over a page, and what tables, code, notes and hidden text become."""
