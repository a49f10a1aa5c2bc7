"""What was asked to be taken down: a list of addresses that no export gives any more, whatever was crawled before or is crawled later."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import StateError, UsageError
from ..urls import article_id, url_key
from .disk import Disk
from .runfiles import json_line

__all__ = ["TAKEDOWNS", "Takedowns", "take_down"]

TAKEDOWNS = "takedown.jsonl"


@dataclass(frozen=True, slots=True)
class Takedowns:
    """The list as it stands. Keys: addresses with all their spellings folded, upper and lower case too."""

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
                url = json.loads(line)["url"]
                keys.add(url_key(url, case_sensitive=False))
                ids.add(article_id(url))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise StateError(f'{path}, line {number}: not {{"url": …}}; nothing is exported before it is put right') from error
        return cls(frozenset(keys), frozenset(ids))

    def name(self, record: Mapping[str, Any]) -> bool:
        """Whether they name this article: by its address, the one that its page declares, or the one that its id was made of."""
        if not self.keys:
            return False
        return record["id"] in self.ids or any(_key(record[field]) in self.keys for field in ("url", "canonical_url"))


def take_down(output_dir: Path, urls: Iterable[str], now: datetime, disk: Disk | None = None) -> Sequence[str]:
    """Adds addresses to the list, durably; gives those that were not on it. Raises UsageError, and adds none, where one is no address."""
    disk, asked = disk or Disk(), list(dict.fromkeys(urls))
    if wrong := [url for url in asked if not url.lower().startswith(("http://", "https://")) or _key(url) is None]:
        raise UsageError(f"{wrong[0]!r} is no address of an article; give it whole, as https://example.com/story")
    disk.folder(output_dir)
    known = set(Takedowns.read(output_dir).keys)
    new = []
    for url in asked:
        if (key := _key(url)) and key not in known:
            known.add(key)
            new.append(url)
    if new:
        path = output_dir / TAKEDOWNS
        stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
        whole = not path.exists() or path.read_bytes().endswith(b"\n") or path.stat().st_size == 0
        descriptor = disk.append_to(path)
        try:
            lines = b"".join(json_line({"url": url, "at": stamp}) for url in new)
            disk.write(descriptor, lines if whole else b"\n" + lines, path)
            disk.fsync(descriptor, path)
        finally:
            os.close(descriptor)
        disk.fsync_folder(output_dir)
    return new


def _key(url: str) -> str | None:
    try:
        return url_key(url, case_sensitive=False)
    except ValueError:
        return None
