"""The Markdown of an article, parsed back: the markup of five themes, with our own words."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from lxml.html import fragment_fromstring
from markdown_it import MarkdownIt

from newscrawl.model import Article, Block, Shape, Span, from_record
from newscrawl.model.hypertext import html_of
from newscrawl.model.markdown import markdown_of
from newscrawl.refinement import extract

URL = "https://news.example/2026/harbour/"
PARSER = MarkdownIt("commonmark").enable("table")
WORDS = "The council of the small town met on Monday evening and spoke for three hours about the old harbour and its walls."
LINES = [f"<p>{WORDS.replace('Monday', day)}</p>" for day in ("Tuesday", "Thursday", "Friday", "Saturday")]

THEMES = {
    "tagDiv": '<article><div class="td-post-content tagdiv-type">{}</div></article>',
    "Gutenberg": '<article class="post"><div class="entry-content wp-block-post-content">{}</div></article>',
    "Ghost": '<article class="gh-article"><section class="gh-content gh-canvas">{}</section></article>',
    "Substack": '<article class="newsletter-post post"><div class="body markup" dir="auto">{}</div></article>',
    "Medium": '<article><div class="l"><section><div class="fj fk fl">{}</div></section></div></article>',
}
BLOCKS = {
    "heading": ('<h3 class="wp-block-heading">What the engineers found</h3>', "### What the engineers found"),
    "link": (
        '<p>The <a href="/report?utm_source=x#part">whole report</a> is public since the spring of that year.</p>',
        "The [whole report](https://news.example/report#part) is public since the spring of that year.",
    ),
    "script link": (
        '<p>The <a href="javascript:alert(1)">other report</a> is not public, as everybody in town knows.</p>',
        "The other report is not public, as everybody in town knows.",
    ),
    "emphasis": (
        "<p>It is <strong>very old</strong> and <em>rather weak</em>, said the man who repairs the wall each year.</p>",
        "It is **very old** and *rather weak*, said the man who repairs the wall each year.",
    ),
    "list": (
        "<ul><li>Stone from the quarry<ul><li>grey granite</li></ul></li><li>Timber for the piers</li></ul>",
        "- Stone from the quarry\n  - grey granite\n- Timber for the piers",
    ),
    "ordered list": (
        "<ol><li><p>Measure the whole wall</p></li><li><p>Close the gate behind</p></li></ol>",
        "1. Measure the whole wall\n2. Close the gate behind",
    ),
    "quote": (
        "<blockquote><p>We shall not let the harbour fall into the sea.</p></blockquote>",
        "> We shall not let the harbour fall into the sea.",
    ),
    "code": (
        '<pre><code class="language-python">def tide(hour):\n    return 3 * hour</code></pre>',
        "```python\ndef tide(hour):\n    return 3 * hour\n```",
    ),
    "table": (
        '<figure class="wp-block-table"><table><thead><tr><th>Year</th><th>Ships</th></tr></thead>'
        "<tbody><tr><td>2024</td><td>31</td></tr><tr><td>2025</td><td></td></tr></tbody></table></figure>",
        "| Year | Ships |\n| --- | --- |\n| 2024 | 31 |\n| 2025 |  |",
    ),
    "picture": (
        '<figure><img src="/wall.jpg" width="800" alt="The wall"><figcaption>The wall at dawn.</figcaption></figure>',
        "![The wall](https://news.example/wall.jpg)\n\nThe wall at dawn.",
    ),
    "player": (
        '<figure><iframe src="https://www.youtube.com/embed/abcdefghijk?feature=oembed"></iframe></figure>',
        "![](https://www.youtube.com/watch?v=abcdefghijk)",
    ),
    "break": ("<hr>", "---"),
    "signs": (
        "<p>The price was 3 * 4 = [12] and `not` &lt;b&gt;five&lt;/b&gt; as_was_said in the hall on that long evening.</p>",
        "The price was 3 \\* 4 = \\[12\\] and \\`not\\` \\<b\\>five\\</b\\> as\\_was\\_said in the hall on that long evening.",
    ),
}


def markdown(theme: str, block: str) -> str:
    body = THEMES[theme].format("".join(LINES[:2]) + block + "".join(LINES[2:]))
    article = extract(f"<html><head><title>The harbour</title></head><body><h1>The harbour</h1>{body}</body></html>", URL)
    assert article is not None
    return article.markdown


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", BLOCKS)
def test_each_block_keeps_its_structure_and_its_place(theme: str, kind: str) -> None:
    block, wanted = BLOCKS[kind]
    parts = markdown(theme, block).partition(f"\n\n{wanted}\n\n")
    assert parts[1], parts[0]
    assert "Thursday" in parts[0]
    assert "Friday" in parts[2]


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no item",
        "- no item",
        "+ no item",
        "a | b",
        "2 * 3 * 4",
        "<b>x</b>",
        "[a](b)",
        "![a](b)",
        "&amp;",
        "a\\*b",
        "---",
        "===",
        "> no quote",
        "`x`",
        "$5 and $6",
        "__init__",
        "~~x~~",
        "https://a.example/b_c_d",
    ],
)
@pytest.mark.parametrize("kind", ["paragraph", "item", "quote", "heading"])
def test_the_signs_of_a_text_mean_nothing(text: str, kind: str) -> None:
    tokens = [token for token in PARSER.parse(markdown_of([Block(text, kind)])) if token.type == "inline"]  # type: ignore[arg-type]
    assert [child.type for token in tokens for child in token.children or [] if child.type not in ("text", "text_special")] == []
    assert "".join(child.content for token in tokens for child in token.children or []) == text


def test_spans_that_cross_or_nest_give_balanced_markdown() -> None:
    spans = (Span("strong", 0, 9), Span("link", 4, 14, "https://a.example/x_(y)"), Span("emphasis", 4, 9), Span("strong", 5, 8))
    tokens = PARSER.parse(markdown_of([Block("one three fours", shape=Shape(spans=spans))]))
    kinds = Counter(child.type for child in tokens[1].children or [])
    assert kinds["strong_open"] == kinds["strong_close"] == kinds["link_open"] == kinds["em_open"] == 1


def test_notes_are_numbered_as_they_stand() -> None:
    blocks = [
        Block("A claim1.", shape=Shape(spans=(Span("note", 7, 8, "fn-1"),))),
        Block("The source of the claim.", "item", Shape(note="fn-1", level=1)),
    ]
    assert markdown_of(blocks) == "A claim[^1].\n\n[^1]: The source of the claim."


def test_a_table_of_many_cells_and_spans_is_bounded() -> None:
    cell = '<td colspan="99999" rowspan="99999">7</td>'
    table = f"<table><tr><th>Year</th><th>Ships</th></tr>{f'<tr>{cell * 3}</tr>' * 400}</table>"
    assert len(markdown("Ghost", table)) < 400_000


def test_lists_that_nest_deep_keep_their_text() -> None:
    depth = 500
    text = markdown("Ghost", "<ul><li>A stone of the old wall here" * depth + "</li></ul>" * depth)
    assert text.count("A stone of the old wall here") == depth


HOSTILE = (
    Block("<script>alert(1)</script>", shape=Shape(spans=(Span("link", 0, 8, "javascript:alert(1)"), Span("strong", 4, 12)))),
    Block("x", "code", Shape(language='"><script>')),
    Block("<b> | </b>", "table"),
    Block("", "picture", Shape(url="data:text/html,<script>", alt='"><script>', caption="<script>")),
    Block("", "embed", Shape(url="javascript:alert(1)")),
    Block("<img onerror=x>", "heading", Shape(level=99)),
    Block("<svg onload=x>", "item", Shape(level=3)),
)


def test_html_has_nothing_that_a_browser_would_run() -> None:
    tree = fragment_fromstring(html_of(HOSTILE), create_parent="div")
    assert {element.tag for element in tree.iter()} <= {
        "div",
        "p",
        "a",
        "strong",
        "pre",
        "code",
        "table",
        "tr",
        "th",
        "td",
        "figure",
        "img",
        "figcaption",
        "h6",
        "ul",
        "li",
    }
    assert {name for element in tree.iter() for name in element.attrib} <= {"href", "src", "alt", "class"}
    assert {element.get(name) for element in tree.iter() for name in ("href", "src")} <= {None, ""}
    assert "<script>alert(1)</script>" in tree.text_content()


def test_html_nests_lists_as_the_page_does() -> None:
    blocks = [Block(text, "item", Shape(level=level, ordered=level == 2)) for text, level in (("a", 1), ("b", 2), ("c", 2), ("d", 1))]
    tree = fragment_fromstring(html_of([*blocks, Block("after")]), create_parent="div")
    assert [[li.xpath("string(p)") for li in items.xpath("li")] for items in tree.iter("ul", "ol")] == [["a", "d"], ["b", "c"]]
    assert tree.xpath("string(p)") == "after"


def test_relative_links_start_from_the_base_of_the_page() -> None:
    line = f'<p>{WORDS} The <a href="report">report</a> is public.</p>'
    body = THEMES["Ghost"].format("".join([*LINES, line]))
    article = extract(f'<html><head><base href="/files/"><title>The harbour</title></head><body>{body}</body></html>', URL)
    assert article is not None
    assert "[report](https://news.example/files/report)" in article.markdown
    assert '<a href="https://news.example/files/report">report</a>' in article.html


def test_an_article_of_a_file_has_its_headings_and_paragraphs() -> None:
    article = extract(
        f"<html><body><h1>The harbour</h1>{THEMES['Ghost'].format(LINES[0] + '<h2>What is known</h2>' + ''.join(LINES[1:]))}</body></html>",
        URL,
    )
    assert article is not None
    assert from_record(Article, article.to_dict()).markdown == article.markdown


@pytest.mark.parametrize(
    "unit", ["<b>x ", "<a href=/y>x</a> ", "<i>x</i><b>y</b>", "<sup><a href=#n>1</a></sup>", "<img src=/p.jpg alt=z>", "<hr>", "<ul><li>x"]
)
def test_the_structure_of_a_hostile_page_costs_little(unit: str) -> None:
    def cost(count: int) -> float:
        page = f"<html><body>{THEMES['Ghost'].format(''.join(LINES) + '<figure>' + unit * count)}</body></html>"
        start = time.process_time()
        article = extract(page, URL)
        assert article is not None
        assert article.markdown
        assert article.html
        return time.process_time() - start

    cost(100)
    assert cost(20_000) < 5
