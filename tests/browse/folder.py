"""An output folder with run files of our own making, for the tests of `browse`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newscrawl.text import content_hash

FIRST, SECOND = "20261123T030000Z", "20261124T030000Z"
LOST = "The council of Oran paid for the second bridge out of the school fund."


def record(name: str, *, title: str = "", text: str = "One.\n\nTwo.\n\nThree.", **values: Any) -> dict[str, Any]:
    """An article's line."""
    url = f"https://mag.example/{name}"
    line: dict[str, Any] = {
        "schema_version": 1, "id": name, "revision": 1, "supersedes": None, "status": "live", "source": "mag", "domain": "mag.example",
        "url": url, "canonical_url": url, "title": title or f"The story of {name}", "subtitle": None, "description": None, "text": text,
        "sections": [{"heading": None, "paragraphs": (text or "").split("\n\n")}], "authors": ["Ann Writer"],
        "date_published": "2026-11-22T08:00:00Z", "date_modified": None, "language": "en", "section": None, "tags": [], "image_url": None,
        "images": [], "license": None, "word_count": len((text or "").split()), "near_duplicate_of": None, "quality_flags": [],
        "field_sources": {"title": "json-ld"}, "extraction": {"method": "container", "confidence": 0.9, "versions": {}, "edits": {}},
        "fetch": {"fetched_at": "2026-11-23T03:00:00Z", "status": 200, "via": "live", "warc_file": None, "warc_offset": None},
        "run_id": FIRST, **values,
    }  # fmt: skip
    return {**line, "content_hash": content_hash(line["title"], text or "")}


def edit(text: str, position: int, rule: str = "dom-related") -> dict[str, Any]:
    return {"rule": rule, "text": text, "position": position}


def run(
    output: Path,
    *articles: dict[str, Any],
    run_id: str = FIRST,
    edits: dict[str, list[Any]] | None = None,
    rejected: Any = (),
    site: str = "mag",
) -> Path:
    """A finished run. `edits`: by the article's id."""
    folder = output / site
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "articles": [*articles],
        "edits": [
            {"id": one["id"], "revision": one["revision"], "url": one["url"], "edits": edits[one["id"]]}
            for one in articles
            if edits and one["id"] in edits
        ],
        "rejected": [*rejected],
    }
    for kind, lines in files.items():
        if lines:
            (folder / f"{kind}-{run_id}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    entry = {
        "run_id": run_id, "spider": site, "started": f"2026-11-{run_id[6:8]}T03:00:00Z", "finished": f"2026-11-{run_id[6:8]}T03:01:00Z",
        "reason": "finished", "exit": 0, "files": [], "articles": {"written": len(articles)},
    }  # fmt: skip
    with (folder / "manifest.jsonl").open("a") as manifest:
        manifest.write(json.dumps(entry) + "\n")
    return folder
