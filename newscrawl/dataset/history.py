"""What became of one page: out of the ledgers, the run files and the stored pages, without network."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.dataset.known import KnownPages
from newscrawl.errors import UsageError
from newscrawl.reasons import advice
from newscrawl.store.files.runfiles import Name
from newscrawl.store.ledger.database import Ledger
from newscrawl.store.ledger.key_table import Marks
from newscrawl.store.ledger.page_rows import Pages
from newscrawl.store.ledger.row import PageRow
from newscrawl.urls import is_http, url_key

__all__ = ["history"]

_ID = re.compile(r"[0-9a-f]{16}")
_NEAR = 2_000  # addresses that are compared with an unknown one
_TOLD = 5
_STATES = {
    "live": "published",
    "gone": "published once, and taken back: the site answered 404 or 410 twice",
    "duplicate": "another address of the site has the same title and text",
    "alias": "another address of the same article",
}
_WHY = {
    "new": "it was not asked for yet, or gave no answer",
    "modified": "a source says that it changed",
    "recheck": "it is time to look for a correction",
    "gone": "the site answered that it is gone; a second look decides",
    "missing": "the sources do not list it any more",
}


def history(output_dir: Path, wanted: str) -> Iterator[str]:
    """Lines on the page at an address, or on the article with an id, by every site that knows the page. Raises UsageError for what is
    neither, and for a page that no site knows, with the nearest known addresses."""
    if not is_http(wanted) and not _ID.fullmatch(wanted):
        raise UsageError(f"{wanted[:200]!r} is neither an address nor an article's id (16 hex digits)")
    found, near = False, dict[str, str]()
    for path in sorted((output_dir / ".state").glob("*.sqlite")):
        ledger = Ledger.look(path)
        if ledger is None:
            continue
        with closing(ledger):
            row = _row(ledger, wanted)
            if row is not None:
                found = True
                yield from _told(output_dir, path.stem, ledger, row)
            elif is_http(wanted):
                near |= dict.fromkeys(_near(ledger, wanted), path.stem)
    if not found:
        closest = difflib.get_close_matches(url_key(wanted), list(near), _TOLD, 0.6) if is_http(wanted) else []
        hint = f"; near: {', '.join(f'{key} ({near[key]})' for key in closest)}" if closest else "; no source has named it"
        raise UsageError(f"no site in {output_dir} knows {wanted}{hint}")


def _row(ledger: Ledger, wanted: str) -> PageRow | None:
    pages = Pages(ledger, Marks(ledger), 0)
    if _ID.fullmatch(wanted):
        number = pages.number_of(wanted)
        return pages.get(number) if number is not None else None
    folded = Pages(ledger, Marks(ledger), 0, case_sensitive=False)
    keys = [key for of in (pages, folded) if (key := of.key(wanted))]
    return next(iter(pages.find(keys).values()), None)


def _near(ledger: Ledger, url: str) -> list[str]:
    host = url_key(url).partition("/")[0]
    rows = ledger.rows("SELECT key FROM address WHERE key >= ? AND key < ? LIMIT ?", [f"{host}/", f"{host}0", _NEAR])
    return [key for (key,) in rows]


def _told(output_dir: Path, site: str, ledger: Ledger, row: PageRow) -> Iterator[str]:
    yield f"{site}: {row.url}"
    sources = _sources(ledger, row)
    yield f"  found    {_when(row.first_seen)}{f', named by {sources}' if sources else ''}"
    failed = f", {row.attempts} runs in a row without an answer" if row.attempts else ""
    yield f"  asked    {_when(row.checked) if row.checked else 'never'}{failed}"
    yield f"  became   {_became(ledger, row)}"
    if row.has_line and row.run is not None:
        yield from _line(output_dir / site, site, row)
    yield f"  next     {_next(row)}"


def _sources(ledger: Ledger, row: PageRow) -> str:
    hints = Pages(ledger, Marks(ledger), 0).hints([row])[row.n].hints
    return ", ".join(dict.fromkeys(hint.source for hint in hints))


def _became(ledger: Ledger, row: PageRow) -> str:
    if row.state in _STATES:
        holder = ledger.row("SELECT url, article FROM page WHERE n = ?", [row.same_as]) if row.same_as is not None else None
        return _STATES[row.state] + (f": {holder[0]} ({holder[1] or 'no id'})" if holder else "")
    if row.state == "rejected":
        [reason] = ledger.row("SELECT detail FROM page WHERE n = ?", [row.n]) or [None]
        return f"no article, {reason or 'rejected'}: {advice(reason or '')}"
    return "nothing yet: it waits"


def _line(folder: Path, site: str, row: PageRow) -> Iterator[str]:
    name = Name(kind="articles", run_id=row.run or "").final
    yield f"  line     revision {row.revision} of {row.article}, {site}/{name} at byte {row.offset}"
    with_known = KnownPages.open(folder.parent, site, case_sensitive=True)
    if with_known is None:
        return
    with with_known as known:
        found = known.of(row.url)
    version = found.version if found else None
    if version is None:
        yield "           the line cannot be read; `scrapy verify` tells more" if row.is_published else "           a tombstone"
        return
    record = version.record
    rules = Counter(edit["rule"] for edit in version.edits)
    title, day = json.dumps(record["title"], ensure_ascii=False), record["date_published"] or "on no known day"
    yield f"  title    {title}, {record['word_count']} words, published {day}"
    removed = f"{rules.total()} lines: {', '.join(f'{rule} {count}' for rule, count in rules.most_common())}" if rules else "nothing"
    yield f"  removed  {removed}"
    if record["fetch"].get("warc_file"):
        yield f"  stored   {site}/{record['fetch']['warc_file']} at byte {record['fetch']['warc_offset']}"


def _next(row: PageRow) -> str:
    if row.todo:
        return f"the next run asks for it: {_WHY.get(row.why or '', row.why or 'it is due')}"
    if row.recheck_at is not None:
        return f"looked at again from {_when(row.recheck_at)} on"
    return "asked for again only when a source says that it changed"


def _when(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
