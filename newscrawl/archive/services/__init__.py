"""The Wayback Machine and Common Crawl: indexes and captures."""
