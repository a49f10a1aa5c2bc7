"""Tech Point Magazine: WordPress, tagDiv Newspaper theme (PHP templates and cloud templates)."""

from newscrawl.site import Site

SITE = Site(
    name="techpoint",
    home="https://techpointmag.com/",
    title="Tech Point Magazine",
    feeds=("/feed/",),
    sitemaps=("/sitemap_index.xml", "/news-sitemap.xml"),
    wordpress="/wp-json/",
    listings=("/",),
    date_archives="/{year}/{month:02}/",
    language="en",
    case_sensitive_paths=False,
)
