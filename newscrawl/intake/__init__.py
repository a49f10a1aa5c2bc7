"""A page's way into a run, from whatever brings it: the live site, files, an archive's index, CC-NEWS, stored pages. No Scrapy here."""
