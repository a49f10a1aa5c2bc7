"""newscrawl as a library: a page, a file of pages, or a crawl, as values. Whatever fetches does so in a process of its own."""
