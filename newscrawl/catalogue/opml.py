"""OPML, the format in which feed readers keep their lists: entries out, entries in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.catalogue.entry import Entry
from newscrawl.errors import UsageError
from newscrawl.text import printable_line
from newscrawl.urls import is_http, registered_domain

__all__ = ["opml_entries", "opml_of"]

_LARGEST = 20_000_000  # bytes
_MOST = 50_000  # feeds
