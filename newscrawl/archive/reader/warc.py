"""Pages out of archive files on disk: WARC, ARC and WACZ; plain, gzip or zstd; whatever their names end in."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from typing import BinaryIO, cast
from zlib import MAX_WBITS, decompressobj
from zlib import error as zlib_error

from newscrawl.archive.notes import NOTES_TYPE
from newscrawl.archive.reader.pages import Revisit, Source, Wants, pages, revisited
from newscrawl.archive.reader.records import Damaged
from newscrawl.archive.reader.wacz import is_wacz, members
from newscrawl.errors import UsageError
from newscrawl.model import Page

__all__ = ["Damaged", "find", "notes_before", "page_at", "read_pages", "read_set"]

_LONGEST_NOTES = 1 << 20  # compressed
_LARGEST_NOTES = 16 << 20
_FALSE_STARTS = 64  # three bytes that look like the head of a member
_ENDINGS = (*tuple(f"{kind}{packed}" for kind in (".warc", ".arc") for packed in ("", ".gz", ".zst", ".open")), ".wacz")


def find(spec: str) -> list[Path]:
    """The files that a path, a glob or a folder (with all below it) names, sorted. Raises UsageError where there are none.
    Unfinished files (`.NAME.part`) are not among them unless they are named."""
    if not spec.strip():
        raise UsageError("archive=warc: names no file; write archive=warc:PATH with a file, a glob or a folder")
    path = Path(spec).expanduser()
    try:
        if path.is_file():
            return [path]
        folders = [path] if path.is_dir() else []
        found = [] if folders else [Path(name) for name in glob.glob(str(path), recursive=True)]  # noqa: PTH207  absolute and ** patterns
        files = {p for p in found if p.is_file()}
        for folder in folders + [p for p in found if p.is_dir()]:
            files |= {p for p in folder.rglob("*") if p.name.lower().endswith(_ENDINGS) and not p.name.startswith(".") and p.is_file()}
    except (OSError, ValueError) as error:
        raise UsageError(f"archive=warc:{spec}: cannot look there ({error})") from error
    if not files:
        what = "holds no .warc, .arc or .wacz file" if folders else "matches no file"
        raise UsageError(f"archive=warc:{spec} {what}; give a file, a glob or a folder")
    return sorted(files)


def read_pages(path: Path, *, wants: Wants | None = None, tally: Counter[str] | None = None) -> Iterator[Page | Damaged]:
    """`read_set` of one file."""
    return read_set([path], wants=wants, tally=tally)


def read_set(paths: Iterable[Path], *, wants: Wants | None = None, tally: Counter[str] | None = None) -> Iterator[Page | Damaged]:
    """Every HTML page with status 200 whose normalised address `wants` takes, in the files' order; then the revisits whose body any of
    the files holds. What is no page is counted in `tally` by its reason, what is damaged comes as `Damaged` and is counted. Never raises
    for what a file holds. Memory does not grow with the files, but for the revisits that are waiting (at most 100,000)."""
    tally = Counter() if tally is None else tally
    paths = list(paths)
    revisits: list[Revisit] = []
    for source in _open(paths, tally):
        if isinstance(source, Damaged):
            yield source
            continue
        try:
            yield from pages(source, wants=wants, tally=tally, revisits=revisits)
        except OSError as error:
            tally["damaged"] += 1
            yield Damaged(offset=0, reason=_fault(error), file=source.name)
    yield from _resolve(paths, revisits, tally)


def page_at(path: Path, offset: int, *, inner: str | None = None) -> Page | Damaged | None:
    """The page of the record at `Page.warc_offset`; None where no page is there. `inner`: the file inside a WACZ."""
    tally: Counter[str] = Counter()
    revisits: list[Revisit] = []
    for source in _open([path], tally):
        if isinstance(source, Damaged) or (inner and not source.name.endswith(inner)):
            continue
        found = next(pages(source, wants=None, tally=tally, revisits=revisits, offset=offset), None)
        if revisits and revisits[0].page.warc_offset == offset:
            return next(_resolve([path], revisits[:1], tally), None)
        return found if found and (found.offset if isinstance(found, Damaged) else found.warc_offset) == offset else None
    return None


def notes_before(path: Path, offset: int) -> bytes:
    """The notes that a run stored for the page whose record begins at `offset` of the run's own WARC file: the member that ends there,
    where that member holds notes (`archive.notes`). b"" for none, or for notes longer than `_LONGEST_NOTES` compressed bytes."""
    start = max(0, offset - _LONGEST_NOTES)
    try:
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(offset - start)
    except OSError:
        return b""
    at = len(data)
    for _ in range(_FALSE_STARTS):
        at = data.rfind(b"\x1f\x8b\x08", 0, at)
        if at < 0:
            break
        member = decompressobj(16 + MAX_WBITS)
        with suppress(zlib_error):
            head, found, block = member.decompress(data[at:], _LARGEST_NOTES).partition(b"\r\n\r\n")
            if member.eof and not member.unused_data and found:
                return block.removesuffix(b"\r\n\r\n") if NOTES_TYPE.encode() in head else b""
    return b""


def _resolve(paths: list[Path], revisits: list[Revisit], tally: Counter[str]) -> Iterator[Page]:
    """A second reading, only where there are revisits: to remember every record in the first would cost memory without end."""
    index: dict[str, list[Revisit]] = {}
    for revisit in revisits:
        for key in revisit.keys:
            index.setdefault(key, []).append(revisit)
    for source in _open(paths, Counter()) if index else ():
        if isinstance(source, Damaged) or not index:
            continue
        try:
            yield from revisited(source, index, tally=tally)
        except OSError:
            continue  # said in the first reading
    unresolved = {id(revisit) for waiting in index.values() for revisit in waiting} | {id(r) for r in revisits if not r.keys}
    if unresolved:
        tally["revisit-unresolved"] += len(unresolved)


def _open(paths: list[Path], tally: Counter[str]) -> Iterator[Source | Damaged]:
    """Each archive file, open while it is worked on."""
    for path in paths:
        with ExitStack() as stack:
            try:
                file = cast("BinaryIO", stack.enter_context(path.open("rb", buffering=0)))
                modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                zipped = is_wacz(file)
            except OSError as error:
                tally["damaged"] += 1
                yield Damaged(offset=0, reason=_fault(error), file=path.name)
                continue
            if not zipped:
                yield Source(name=path.name, file=file, modified=modified)
                continue
            for member in members(file):
                if isinstance(member, Damaged):
                    tally["damaged"] += 1
                    yield Damaged(
                        offset=member.offset, reason=member.reason, file=f"{path.name}#{member.file}" if member.file else path.name
                    )
                else:
                    yield Source(name=f"{path.name}#{member.name}", file=member.file, modified=modified)


def _fault(error: OSError) -> str:
    return "zip" if error.errno is None else f"unreadable-{errorcode.get(error.errno, error.errno)}"
