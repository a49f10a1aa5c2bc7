"""The explanation of one page for a person: the text kept, the text removed by each rule with its reason, and the source of each value."""

from __future__ import annotations

import html
import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawl.clean.recurring import line_key
from newscrawl.dataset.uncut import Cut, Kept, headings_of, uncut
from newscrawl.health.html import framed
from newscrawl.health.looks import kept_of, to_look_at
from newscrawl.model import HINT_LABELS, Refined, Rejected, as_record
from newscrawl.reasons import FOUND, meaning

__all__ = ["Explained", "as_html", "as_json", "as_text", "explain_rule"]

SHOWN = ("title", "subtitle", "authors", "date_published", "date_modified", "section", "tags", "language", "canonical_url", "license")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The outcome of a page. `line_of`: the day of the article's latest line, "" for none. `remarks`: reasons why a crawl may decide
    otherwise."""

    url: str
    outcome: Refined | Rejected
    line_of: str = ""
    remarks: Sequence[str] = ()


def explain_rule(rule: str) -> str:
    """The reason why a rule removes text; "" for an unknown rule."""
    if rule in FOUND:
        return FOUND[rule]
    if rule.startswith("dom-"):
        return f"the page's own markup marks it: {rule[4:].replace('-', ' ')}"
    from newscrawl.clean import RULES  # Scrapy imports every command at each start; the rules take 0.1 s

    return next((known.reason for known in RULES if known.name == rule), "")


def as_text(page: Explained, width: int) -> Iterator[str]:
    """The explanation, line by line, for a terminal."""
    yield from _refined(page, page.outcome, width) if isinstance(page.outcome, Refined) else _rejected(page, page.outcome)
    if page.remarks:
        yield ""
        yield "── a crawl may differ ".ljust(width, "─")
        for remark in page.remarks:
            yield from textwrap.wrap(remark, width - 2, initial_indent="  ", subsequent_indent="  ")


def _rejected(page: Explained, rejected: Rejected) -> Iterator[str]:
    yield f"No article at {page.url}"
    yield f"  {rejected.reason}: {meaning(rejected.reason)} {rejected.detail}".rstrip()


def _refined(page: Explained, refined: Refined, width: int) -> Iterator[str]:
    article = refined.article
    for name, value, source in _facts(page, refined):
        yield f"{name:>15}  {value}" + (f"   [{source}]" if source else "")
    yield ""
    kept = f"── kept: {article.word_count} words, {article.extraction.method}, confidence {article.extraction.confidence:.2f} "
    yield f"{kept}── removed: {len(refined.edits)} ".ljust(width, "─")
    for one, look in _in_place(refined):
        yield ""
        if isinstance(one, Kept):
            yield from textwrap.wrap(
                one.text, width - 2, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
            )
        else:
            yield f"  − {textwrap.shorten(one.text, width - 6, placeholder=' …')}"
            yield f"      {one.rule}: {explain_rule(one.rule)}" + ("   (to look at)" if look else "")


def _in_place(refined: Refined) -> Iterator[tuple[Kept | Cut, bool]]:
    """The text with each removal in its place, and whether a person should look at the removal."""
    article = refined.article
    kept = kept_of(as_record(article))
    cuts = [Cut(at, edit.rule, edit.text, edit.position) for at, edit in enumerate(refined.edits)]
    times = Counter(line_key(cut.text) for cut in cuts)
    for one in uncut(article.text or "", cuts, headings_of(as_record(article))):
        yield one, isinstance(one, Cut) and to_look_at(one.rule, one.text, kept, times[line_key(one.text)]) is not None


def _facts(page: Explained, refined: Refined) -> Iterator[tuple[str, str, str]]:
    """Each metadata value, and the source that it came from; a source outside of the page with the line that remembers it."""
    article = refined.article
    for name in SHOWN:
        value = getattr(article, name)
        text = ", ".join(value) if isinstance(value, tuple) else value
        source = article.field_sources.get(name) or ""
        yield name, text or "–", f"{source}, from the line of {page.line_of}" if source in HINT_LABELS and page.line_of else source


def as_json(page: Explained) -> str:
    """The explanation for programs: `{url, article, edits, rejected, remarks}`; `article` and `edits` as in the files of a run."""
    refined, rejected = (page.outcome, None) if isinstance(page.outcome, Refined) else (None, page.outcome)
    said = {
        "url": page.url,
        "article": as_record(refined.article) if refined else None,
        "edits": as_record(refined.edits) if refined else [],
    }
    return json.dumps({**said, "rejected": as_record(rejected), "remarks": list(page.remarks)}, ensure_ascii=False)


def as_html(page: Explained) -> str:
    """The explanation as one page without scripts or outside resources."""
    remarks = "\n".join(f"<p>{html.escape(remark)}</p>" for remark in page.remarks)
    remarks = f"<h2>A crawl may differ</h2>\n{remarks}" if remarks else ""
    if isinstance(page.outcome, Rejected):
        told = "\n".join(f"<p>{html.escape(line)}</p>" for line in _rejected(page, page.outcome))
        return framed(page.url, f"<h2>Kept</h2>\n{told}\n{remarks}", width=46)
    article = page.outcome.article
    rows = "".join(f"<tr><th scope=row>{html.escape(n)}<td>{html.escape(v)}<td>{html.escape(s)}" for n, v, s in _facts(page, page.outcome))
    text = "\n".join(_drawn(one, look) for one, look in _in_place(page.outcome))
    body = f"<table>{rows}</table>\n<h2>Kept, and removed</h2>\n{text}\n{remarks}"
    return framed(article.title, body, width=46)


def _drawn(one: Kept | Cut, look: bool) -> str:
    text = html.escape(one.text)
    if isinstance(one, Kept):
        return f"<h3>{text}</h3>" if one.is_heading else f"<p>{text}</p>"
    why = f"{html.escape(one.rule)}: {html.escape(explain_rule(one.rule))}" + (' · <span class="look">to look at</span>' if look else "")
    return f'<del><span class="said">{text}</span><span class="rule">{why}</span></del>'
