"""Pages of the tagDiv Newspaper theme in both generations: A, PHP templates (versions 6 to 11), and B, cloud templates (9 and later).

Element names, ids and classes follow pages as they are really served; all words are our own.
"""

from demo.tagdiv.blog import Blog
from demo.tagdiv.listing import Listing, listing_page
from demo.tagdiv.plain import not_found_page, soft_404_page, static_page
from demo.tagdiv.single import amp_page, article_page

__all__ = ["Blog", "Listing", "amp_page", "article_page", "listing_page", "not_found_page", "soft_404_page", "static_page"]
