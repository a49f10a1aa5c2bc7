"""Articles as text files: a small header, an empty line, and blocks with an empty line between them.

A block starts with `## ` (heading; `### `, `#### `), `- ` or `1. ` (list), `> ` (quote), `>> ` (pull quote), `<> ` (text in a bare div),
`![caption | credit](picture)`, `---` (the next page), `<` (HTML that is no part of the article), or it is a paragraph.
`{{…}}` is a marker that was glued to a text: part of the page, not of the article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.posts import Block, BlockKind, Parts, Post

__all__ = ["Entry", "read_articles"]

_HEADINGS: Mapping[str, BlockKind] = {"## ": "h2", "### ": "h3", "#### ": "h4"}
_LINES: Mapping[str, BlockKind] = {"- ": "ul", ">> ": "pull", "> ": "quote"}
_FIRST_ID = 4101


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    post: Post
    parts: Parts


def read_articles(folder: Path) -> list[Entry]:
    """Every article of a folder, the oldest first."""
    files = sorted(folder.glob("*.txt"))
    read = {path.stem: _split(path.read_text(encoding="utf-8")) for path in files}
    entries = []
    for name, (header, body) in read.items():
        shared = read[header["body"]][1] + "\n\n" if "body" in header else ""
        entries.append((datetime.fromisoformat(header["published"]).astimezone(UTC), name, header, _parts(shared + body)))
    entries.sort(key=lambda entry: entry[0])
    return [Entry(post=_post(_FIRST_ID + i, name, header), parts=parts) for i, (_, name, header, parts) in enumerate(entries)]


def _split(text: str) -> tuple[dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return {key: html.unescape(value) for key, value in header.items()}, body.strip()


def _post(post_id: int, name: str, header: Mapping[str, str]) -> Post:
    published = datetime.fromisoformat(header["published"]).astimezone(UTC)
    modified = datetime.fromisoformat(header.get("modified", header["published"])).astimezone(UTC)
    return Post(
        id=post_id,
        slug=header.get("slug", name),
        title=header["title"],
        authors=tuple(header["author"].split("; ")),
        published=published,
        modified=modified,
        section=header["section"],
        tags=tuple(header["tags"].split(", ")) if header.get("tags") else (),
        excerpt=header["excerpt"],
        subtitle=header.get("subtitle", ""),
        image=header.get("image", ""),
        image_caption=header.get("caption", "").replace(" | ", " Photo: "),
        generation="B" if header["generation"] == "B" else "A",
        ad=header["ad"],
        traps=frozenset(filter(None, header.get("traps", "").split(", "))),
        comments=int(header["comments"]),
    )


def _parts(body: str) -> Parts:
    pages = re.split(r"\n\n---\n\n", body)
    return tuple(tuple(_block(text) for text in re.split(r"\n{2,}", page) if text.strip()) for page in pages)


def _block(text: str) -> Block:
    lines = text.splitlines()
    image = re.fullmatch(r"!\[(?P<caption>[^|\]]*?)(?: \| (?P<credit>[^\]]*))?\]\((?P<src>\S+)\)", text)
    if image:
        return Block(kind="image", text=image["caption"], credit=image["credit"] or "", src=image["src"])
    if text.startswith("<> "):
        return Block(kind="div", text=" ".join(lines)[3:])
    if text.startswith("<"):
        return Block(kind="aside", text=text)
    for mark, kind in _HEADINGS.items():
        if text.startswith(mark):
            return Block(kind=kind, text=text.removeprefix(mark))
    if re.match(r"1\. ", text):
        return Block(kind="ol", items=tuple(re.sub(r"^\d+\. ", "", line) for line in lines))
    for mark, kind in _LINES.items():
        if text.startswith(mark):
            return Block(kind=kind, items=tuple(line.removeprefix(mark) for line in lines))
    return Block(kind="p", text=" ".join(lines))
