"""The limits of discovery."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one parse and of one walk. Sizes in bytes after decompression, lengths in characters, the rest counts.

    Real sites stay far below: the sitemap protocol allows 50 MB and 50,000 entries a file, WordPress feeds hold 10 entries.
    """

    # one parse
    feed_bytes: int = 4 * 2**20
    feed_entries: int = 2_000
    feed_elements: int = 50_000  # feedparser takes 20 to 70 microseconds for each
    feed_references: int = 400_000  # `&lt;` and the like
    tag_length: int = 16_384
    sitemap_bytes: int = 50 * 2**20
    sitemap_entries: int = 100_000  # also of broken ones, which cost 30 microseconds each
    sitemap_elements: int = 2_000_000  # two microseconds each
    entry_elements: int = 10_000  # of one entry; the protocol allows a thousand images
    listing_bytes: int = 8 * 2**20
    listing_links: int = 10_000
    json_bytes: int = 16 * 2**20
    json_containers: int = 300_000  # lists and objects; a hundred posts with all that is embedded have 20,000
    content_length: int = 2_000_000

    # one walk
    requests: int = 20_000
    pages: int = 10_000  # of one feed, listing or API query
    hosts_elsewhere: int = 20  # other hosts on which a site's lists may lie
    sitemap_depth: int = 4
    sitemap_files: int = 5_000
    undated_children: int = 2  # child sitemaps without lastmod that an incremental run looks into
    stale_pages: int = 3  # pages in a row of one listing that show nothing new
    older_pages: int = 2  # pages in a row that lie before the window
    categories: int = 200
    empty_months: int = 12  # in a row, where date archives are walked back without a first day
    overlap_hours: int = 24  # what a query by date looks back behind the high-water mark: clocks, scheduled posts, zones
    missing_days: int = 7  # before a well-known address that was not there is asked for again
