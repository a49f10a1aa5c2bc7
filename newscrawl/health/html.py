"""The one frame of the HTML pages that people read: no script, no outside resource."""

from __future__ import annotations

import html

__all__ = ["framed"]

_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: {width}em; margin: 2em auto; padding: 0 1em; color: #1b1b1b; background: #fff }}
table {{ border-collapse: collapse; font-size: 88%; display: block; overflow-x: auto }}
th, td {{ padding: .25em 1.2em .25em 0; text-align: left; vertical-align: top; border-bottom: 1px solid #8883 }}
.number {{ text-align: right; font-variant-numeric: tabular-nums }}
.quiet {{ color: #777; font-size: 85% }}
.good, .bad {{ border-left: 4px solid #2e8b57; padding: .5em 1em; background: #2e8b5718 }}
.bad {{ border-color: #d9534f; background: #d9534f22 }}
.bar {{ display: inline-block; height: .7em; background: #4a7fb5 }}
del {{ display: block; background: #fdecea; color: #8a1c12; text-decoration: none; padding: .3em .8em; margin: .6em 0;
  border-left: 3px solid #d9534f }}
.rule {{ display: block; font-size: 80%; color: #777 }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #161616; color: #ddd }} a {{ color: #8ab8e6 }} del {{ background: #3a1a17; color: #f0b5ae }}
}}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def framed(title: str, body: str, *, width: int = 64) -> str:
    """A whole page. `title` is text, `body` is HTML. `width`: of a line, in ems."""
    return _FRAME.format(title=html.escape(title), body=body, width=width)
