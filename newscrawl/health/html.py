"""The one frame of the HTML pages that people read: no script, no outside resource."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

__all__ = ["framed", "style"]

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ --width: {width}rem }}
{style}</style>
<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""


@cache
def style() -> str:
    """The style sheet of all pages that people read."""
    return (Path(__file__).parent / "shown" / "pages.css").read_text("utf-8")


def framed(title: str, body: str, *, width: int = 72) -> str:
    """A whole page. `title` is text, `body` is HTML. `width`: of a line, in ems."""
    return _FRAME.format(title=html.escape(title), body=body, width=width, style=style())
