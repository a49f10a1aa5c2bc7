"""Takedowns: a list of addresses that no export gives any more, whatever was crawled before or is crawled later."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newscrawl.errors import StateError, UsageError
from newscrawl.store.disk import Disk
from newscrawl.store.files.runfiles import json_line
from newscrawl.urls import article_id, folded_key, url_key

__all__ = ["TAKEDOWNS", "Takedowns", "put_back", "take_down"]

logger = logging.getLogger(__name__)

TAKEDOWNS = "takedown.jsonl"
_ARTICLE = """
WITH RECURSIVE holder (n) AS (
  SELECT page FROM address WHERE key = ? AND page IS NOT NULL
  UNION SELECT p.same_as FROM page p JOIN holder h ON p.n = h.n WHERE p.state IN ('alias', 'duplicate') AND p.same_as IS NOT NULL
)
SELECT p.article FROM page p JOIN holder h ON p.n = h.n WHERE p.article IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Takedowns:
    """The list as it stands. Keys: addresses with all their spellings folded, upper and lower case too. Ids: those of the addresses, and of
    the articles that a ledger knew under them."""

    keys: frozenset[str]
    ids: frozenset[str]

    @classmethod
    def read(cls, output_dir: Path) -> Takedowns:
        """Raises StateError for a line that cannot be read: an export without it would give what was taken down."""
        path = output_dir / TAKEDOWNS
        keys, ids = set(), set()
        try:
            lines = path.read_bytes().splitlines()
        except FileNotFoundError:
            lines = []
        except OSError as error:
            raise StateError(f"cannot read {path}: {error.strerror}; nothing is exported without it") from error
        for number, line in enumerate(lines, 1):
            try:
                said = json.loads(line)
                url = said["url"]
                keys |= {url_key(url, case_sensitive=False), folded_key(url, case_sensitive=False)}
                ids |= {article_id(url), article_id(f"https://{folded_key(url)}"), *map(str, said.get("ids", []))}
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise StateError(f'{path}, line {number}: not {{"url": …}}; nothing is exported before it is put right') from error
        return cls(frozenset(keys), frozenset(ids))

    def name(self, record: Mapping[str, Any]) -> bool:
        """Whether the takedowns name this article: by its address, by its canonical address, or by its id."""
        if not self.keys:
            return False
        return record["id"] in self.ids or any(_key(record[field]) in self.keys for field in ("url", "canonical_url"))


def take_down(output_dir: Path, urls: Iterable[str], now: datetime, disk: Disk | None = None) -> dict[str, list[str]]:
    """Adds addresses to the list, durably; gives those that were not on it, each with the ids of the articles that a crawl has found there:
    under the very address, or where it led to. Raises UsageError, and adds none, where one is no address."""
    disk, asked = disk or Disk(), list(dict.fromkeys(urls))
    if wrong := [url for url in asked if not url.lower().startswith(("http://", "https://")) or _key(url) is None]:
        raise UsageError(f"{wrong[0]!r} is no address of an article; give it whole, as https://example.com/story")
    disk.folder(output_dir)
    known = set(Takedowns.read(output_dir).keys)
    new: dict[str, list[str]] = {}
    for url in asked:
        if (key := _key(url)) and key not in known:
            known.add(key)
            new[url] = _ids(output_dir, url)
    if new:
        path = output_dir / TAKEDOWNS
        stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
        whole = not path.exists() or path.read_bytes().endswith(b"\n") or path.stat().st_size == 0
        lines = b"".join(json_line({"url": url, "at": stamp, "ids": ids}) for url, ids in new.items())
        disk.append(path, lines if whole else b"\n" + lines)
        disk.fsync_folder(output_dir)
    return new


def put_back(output_dir: Path, url: str, article: str = "", disk: Disk | None = None) -> bool:
    """Takes an address off the list again, in whatever spelling it stands there; says whether it was on it. `article`: an id; all addresses
    that were listed for this article go with it. The list is replaced at once: a reader sees it with the address or without."""
    disk, path, key = disk or Disk(), output_dir / TAKEDOWNS, _key(url)
    Takedowns.read(output_dir)  # raises for a list that cannot be read
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    left = [line for line in lines if not _speaks_of(json.loads(line), key, article)]
    if len(left) == len(lines):
        return False
    disk.put(path, b"".join(left))
    return True


def _speaks_of(line: Mapping[str, Any], key: str | None, article: str) -> bool:
    named = _key(line["url"])
    return (key is not None and named == key) or (article != "" and article in (article_id(line["url"]), *map(str, line.get("ids", []))))


def _ids(output_dir: Path, url: str) -> list[str]:
    """The articles that the ledgers know under an address. They are only read, whoever writes to them meanwhile."""
    found: set[str] = set()
    for path in sorted((output_dir / ".state").glob("*.sqlite")):
        try:
            with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as ledger:
                keys = {spelled for key in (url_key(url), folded_key(url)) for spelled in (key, key.lower())}
                found |= {article for key in keys for (article,) in ledger.execute(_ARTICLE, [key])}
        except sqlite3.Error as error:
            logger.warning("%s cannot be read (%s): other addresses of an article are not looked up in it", path, error)
    return sorted(found)


def _key(url: str) -> str | None:
    try:
        return url_key(url, case_sensitive=False)
    except ValueError:
        return None
