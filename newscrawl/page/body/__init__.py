"""The tree as blocks, and which of them are the article."""
