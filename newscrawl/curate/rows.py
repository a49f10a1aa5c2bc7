"""The rows between the stages: refined pages in files, by the site's name. Only `curate` reads and writes them."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from newscrawl.archive.reader.ordered import FileSet
from newscrawl.archive.reader.warc import Damaged
from newscrawl.errors import StateError
from newscrawl.model import Page, Refined, Rejected
from newscrawl.site import Site

__all__ = ["ReadPage", "RowSet", "frames", "read_row", "refined_row", "row"]

_HEAD = struct.Struct(">HI")  # bytes of the site's name, and of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage(Page):
    """A page that was refined before, with the outcome (None for a page that is only a further page of an article). The body is left out
    where nothing asks for it again. `length`: bytes of the body as it was read."""

    outcome: Refined | Rejected | None = None
    length: int = 0


def row(page: Page, site: str, outcome: Refined | Rejected | None, *, is_part: bool) -> bytes:
    """The bytes of one row."""
    whole = is_part or (isinstance(outcome, Refined) and bool(outcome.next_url))
    values = {field.name: getattr(page, field.name) for field in fields(Page)}
    read = ReadPage(**{**values, "body": page.body if whole else b""}, outcome=outcome, length=len(page.body))
    data, name = zlib.compress(pickle.dumps(read, pickle.HIGHEST_PROTOCOL), 1), site.encode()
    return _HEAD.pack(len(name), len(data)) + name + data


def refined_row(page: Page, site: Site, is_part: bool) -> bytes:
    """The row of an article's page, refined here. Runs in a worker, so that the process that reads files only hands bytes on."""
    from newscrawl.refinement import refine

    return row(page, site.name, refine(page, site), is_part=is_part)


def frames(path: Path) -> Iterator[tuple[str, bytes]]:
    """The name of the site and the bytes of each row of a file. Raises StateError where the file is cut."""
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            name, size = _HEAD.unpack(head) if len(head) == _HEAD.size else (0, 0)
            data = file.read(name + size)
            if not size or len(data) < name + size:
                raise StateError(f"{path} is cut; remove the folder {path.parent}, and run curate again")
            yield data[:name].decode(), head + data


def read_row(data: bytes) -> ReadPage:
    """The page of a row."""
    name, _ = _HEAD.unpack(data[: _HEAD.size])
    read: ReadPage = pickle.loads(zlib.decompress(data[_HEAD.size + name :]))  # noqa: S301  what `row` wrote
    return read


class RowSet(FileSet):
    """The rows of one site, in the order in which archive files give pages."""

    def read(self, wants: Callable[[str], bool], tally: Counter[str] | None = None) -> Iterator[Page | Damaged]:
        for path in self.paths:
            for _, data in frames(path):
                page = read_row(data)
                if wants(page.url):
                    if tally is not None:
                        tally["page"] += 1
                    yield page

    def size(self, page: Page) -> int:
        return page.length if isinstance(page, ReadPage) else len(page.body)
