"""How a page's elements become blocks: tables, listings, notes, formulas, hidden text, words that are controls."""

# ruff: noqa: E501  markup stands as the software writes it, with its version

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from newscrawl.page.blocks.footnotes import with_notes
from newscrawl.page.blocks.tree_walk import outline
from newscrawl.page.body.article_body import read_body
from newscrawl.page.body.outline import Piece
from newscrawl.page.document.parse import Document, parse

Build = Callable[..., bytes]


def text_of(html: bytes) -> str:
    document = parse(html, content_type="text/html; charset=utf-8", url="https://post.example/tunnel")
    assert isinstance(document, Document)
    return "\n\n".join(block.text for block in read_body(document).blocks)


def among(page: Build, story: tuple[str, ...], markup: str) -> str:
    """The text of a story with this markup between its paragraphs."""
    before, after = ("".join(f"<p>{line}</p>" for line in lines) for lines in (story[:3], story[3:]))
    text = text_of(page(f'<div class="entry-content">{before}{markup}{after}</div>'))
    assert all(line in text for line in story)
    return text


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Eel<br>Cod<br/>Ling", "Eel Cod Ling"),
        ("<ul><li>Eel</li><li>Cod</li></ul>", "Eel Cod"),
        ("<p>Eel</p><p>Cod</p>", "Eel Cod"),
        ("<div>Eel</div><div>Cod</div>", "Eel Cod"),
        ("<dl><dt>Eel</dt><dd>smoked</dd></dl>", "Eel smoked"),
        ('<span style="display:block">Eel</span><span style="display: block">Cod</span>', "Eel Cod"),
        ('<span style="display:none">0042</span>42 crates', "42 crates"),
        ("<script>var rows = 3;</script><style>td{color:red}</style>42 crates", "42 crates"),
        ("H<sub>2</sub>O and <b>salt</b>", "H2O and salt"),
    ],
)
def test_lines_of_a_cell_are_words_apart(cell: str, words: str, page: Build, story: tuple[str, ...]) -> None:
    text = among(page, story, f"<table><tr><th>Quay</th><th>Catch</th></tr><tr><td>North</td><td>{cell}</td></tr></table>")
    assert f"Quay | Catch\nNorth | {words}\n" in text


LISTING = "open(quay)\n    count(boats)"
LISTINGS = {
    "Hugo and Jekyll 4: figure": f"<figure class='highlight'><pre><code>{LISTING}</code></pre><figcaption>Counting</figcaption></figure>",
    "WordPress 6: br": "<figure class='wp-block-code'><pre><code>open(quay)<br>    count(boats)</code></pre></figure>",
    "Medium: no code": f"<figure class='graf--figure'><pre class='graf graf--pre'><span>{LISTING}</span></pre></figure>",
    "Rouge 4: line_numbers": "<div class='highlighter-rouge'><pre class='highlight'><code><table class='rouge-table'><tbody><tr>"
    f"<td class='gutter gl'><pre class='lineno'>1\n2\n</pre></td><td class='code'><pre>{LISTING}\n</pre></td></tr></tbody></table></code></pre></div>",
    "Pygments 2: linenos=table": "<table class='highlighttable'><tr><td class='linenos'><div class='linenodiv'><pre><span class='normal'>1</span>\n"
    f"<span class='normal'>2</span></pre></div></td><td class='code'><div><pre><span></span>{LISTING}\n</pre></div></td></tr></table>",
    "Pygments 2: linenos=inline": "<pre><span></span><span class='linenos'>1</span>open(quay)\n<span class='linenos'>2</span>    count(boats)\n</pre>",
    "Hexo 7": "<figure class='highlight js'><table><tr><td class='gutter'><pre><span class='line'>1</span><br><span class='line'>2</span><br></pre>"
    "</td><td class='code'><pre><span class='line'>open(quay)</span><br><span class='line'>    count(boats)</span><br></pre></td></tr></table></figure>",
    "GitHub": "<table class='highlight js-file-line-container'><tr><td class='blob-num js-line-number' data-line-number='1'></td>"
    "<td class='blob-code blob-code-inner'>open(quay)</td></tr><tr><td class='blob-num js-line-number' data-line-number='2'>2</td>"
    "<td class='blob-code blob-code-inner'>    count(boats)</td></tr></table>",
    "highlightjs-line-numbers 2": "<pre><code class='hljs'><table class='hljs-ln'><tr><td class='hljs-ln-line hljs-ln-numbers'><div class='hljs-ln-n'>1</div>"
    "</td><td class='hljs-ln-line hljs-ln-code'>open(quay)</td></tr><tr><td class='hljs-ln-line hljs-ln-numbers'><div class='hljs-ln-n'>2</div></td>"
    "<td class='hljs-ln-line hljs-ln-code'>    count(boats)</td></tr></table></code></pre>",
    "Prism 1: line numbers and toolbar": f"<div class='code-toolbar'><pre class='line-numbers language-c'><code>{LISTING}<span aria-hidden='true' "
    "class='line-numbers-rows'><span></span><span></span></span></code></pre><div class='toolbar'><button>Copy</button></div></div>",
    "prism-react-renderer 2": "<pre class='prism-code'><code><span class='token-line'><span>open(quay)</span><br></span>"
    "<span class='token-line'><span>    count(boats)</span><br></span></code></pre>",
    "Shiki 1": "<pre class='shiki'><code><span class='line'>open(quay)</span>\n<span class='line'>    count(boats)</span></code></pre>",
    "Chroma 2: lineNumbersInTable=false": "<pre class='chroma'><code><span class='line'><span class='ln'>1</span><span class='cl'>open(quay)\n</span></span>"
    "<span class='line'><span class='ln'>2</span><span class='cl'>    count(boats)\n</span></span></code></pre>",
    "google-code-prettify": "<pre class='prettyprint'><ol class='linenums'><li class='L0'>open(quay)</li><li class='L1'>    count(boats)</li></ol></pre>",
    "a div for each line": "<pre><div>open(quay)</div><div>    count(boats)</div></pre>",
    "SyntaxHighlighter 4": "<div class='syntaxhighlighter'><table><tr><td class='gutter'><div class='line number1'>1</div><div class='line number2'>2</div></td>"
    "<td class='code'><div class='container'><div class='line number1'>open(quay)</div><div class='line number2'>    count(boats)</div></div></td></tr></table></div>",
}


@pytest.mark.parametrize("markup", LISTINGS.values(), ids=LISTINGS)
def test_a_listing_keeps_its_lines_and_loses_their_numbers(markup: str, page: Build, story: tuple[str, ...]) -> None:
    blocks = among(page, story, markup).split("\n\n")
    assert LISTING in blocks
    assert not {"1", "2", "Copy", "1\n2"}.intersection(blocks)


NOTE = "The council itself counts thirty-nine, since it leaves Sundays out."
NOTES = {
    "Pandoc 3": (
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        f'<section id="footnotes" class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>{NOTE}<a href="#fnref1" role="doc-backlink">↩︎</a></p></li></ol></section>',
    ),
    "kramdown 2": (
        '<sup id="fnref:1"><a href="#fn:1" class="footnote" rel="footnote">1</a></sup>',
        f'<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>{NOTE} <a href="#fnref:1" class="reversefootnote">&#8617;</a></p></li></ol></div>',
    ),
    "markdown-it-footnote 4, Ghost": (
        '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>',
        f'<hr class="footnotes-sep"><section class="footnotes"><ol><li id="fn1"><p>{NOTE} <a href="#fnref1">↩︎</a></p></li></ol></section>',
    ),
    "WordPress 6.3": (
        '<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup>',
        f'<ol class="wp-block-footnotes"><li id="a1">{NOTE} <a href="#a1-link" aria-label="Jump to footnote reference 1">↩︎</a></li></ol>',
    ),
    "Easy Footnotes 1.1": (
        '<span class="easy-footnote"><a href="#easy-footnote-bottom-1"><sup>1</sup></a></span>',
        f'<ol class="easy-footnotes-wrapper"><li><span id="easy-footnote-bottom-1"></span>{NOTE}<a href="#easy-footnote-1"></a></li></ol>',
    ),
    "Modern Footnotes 1.4": (
        f'<sup class="modern-footnotes-footnote"><a href="javascript:void(0)">1</a></sup><span class="modern-footnotes-footnote__note" role="tooltip">{NOTE}</span>',
        "",
    ),
    "Substack": (
        '<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a>',
        f'<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a><div class="footnote-content"><p>{NOTE}</p></div></div>',
    ),
    "MediaWiki 1.43": (
        '<sup class="reference"><a href="#cite_note-1">[1]</a></sup>',
        f'<div class="reflist"><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span> {NOTE}</li></ol></div>',
    ),
    "docutils 0.21": (
        '<a class="footnote-reference brackets" href="#id2" id="id1">1</a>',
        f'<aside class="footnote brackets" id="id2" role="doc-footnote"><span class="label">1</span><p>{NOTE}</p></aside>',
    ),
    "Word as HTML": (
        '<a href="#_ftn1" name="_ftnref1">[1]</a>',
        f'<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> {NOTE}</p></div>',
    ),
    "Tufte CSS 1.8": (
        f'<label for="sn-1" class="margin-toggle sidenote-number"></label><input type="checkbox" id="sn-1"><span class="sidenote">{NOTE}</span>',
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("number", "notes"), NOTES.values(), ids=NOTES)
def test_the_authors_notes_stay_at_the_end(number: str, notes: str, page: Build, story: tuple[str, ...]) -> None:
    lines = [f"<p>{line}{number if i == 1 else ''}</p>" for i, line in enumerate(story)]
    text = text_of(page(f'<div class="entry-content"><div>{"".join(lines)}</div>{notes}</div>'))
    assert story[1] in text
    assert text.rsplit("\n\n", 1)[-1].endswith(NOTE)
    assert "↩" not in text


def test_a_number_in_a_table_of_contents_makes_no_note_of_a_section(page: Build, story: tuple[str, ...]) -> None:
    menu = '<nav class="toc"><a href="#s1">1</a></nav>'
    text = text_of(
        page(f'<div class="entry-content">{menu}<div id="s1"><h2>Costs</h2>{"".join(f"<p>{line}</p>" for line in story)}</div></div>')
    )
    assert text.split("\n\n") == ["Costs", *story]


FORMULAS = {
    "KaTeX 0.16": '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>w</mi></mrow><annotation encoding="application/x-tex">w = k t^2'
    '</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span>w=kt2</span></span></span>',
    "MathJax 2.7": '<span class="MathJax_Preview"></span><span class="MathJax"><span>w=kt2</span></span><script type="math/tex">w = k t^2</script>',
    "MathJax 3, display": '<mjx-container class="MathJax"><mjx-math aria-hidden="true"></mjx-math><mjx-assistive-mml><math><semantics><mi>w</mi>'
    '<annotation encoding="application/x-tex">w = k t^2</annotation></semantics></math></mjx-assistive-mml></mjx-container>',
    "MediaWiki 1.43": '<span class="mwe-math-element"><span style="display: none;"><math alttext="{\\displaystyle w = k t^2}"><mi>w</mi></math></span>'
    '<img class="mwe-math-fallback-image-inline" aria-hidden="true" alt="{\\displaystyle w = k t^2}" src="/f.svg"></span>',
    "WordPress.com": '<img src="https://s0.wp.com/latex.php?latex=w" alt="w = k t^2" class="latex">',
}  # fmt: skip


@pytest.mark.parametrize("markup", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_its_source_once(markup: str, page: Build, story: tuple[str, ...]) -> None:
    assert "The wait is w = k t^2 in summer." in among(page, story, f"<p>The wait is {markup} in summer.</p>").split("\n\n")


def test_a_formula_without_a_source_is_its_signs(page: Build, story: tuple[str, ...]) -> None:
    formula = "<math> <mi>w</mi> <mo>=</mo> <mn>3</mn><mi>t</mi> </math>"
    assert "The wait is w=3t in summer." in among(page, story, f"<p>The wait is {formula} in summer.</p>")


@pytest.mark.parametrize(
    "word",
    [
        '<button type="button" class="tooltip-trigger">swing bridge</button>',
        "<glossary-term><button>swing bridge</button></glossary-term>",
        '<time datetime="1931">swing bridge</time>',
        "<output>swing bridge</output>",
        "<label>swing bridge</label>",
        '<data value="1">swing bridge</data>',
        "<ruby>swing bridge<rp>(</rp><rt>as it is read</rt><rp>)</rp></ruby>",
        'swing <span class="sr-only">of two arms </span>bridge',
        'swing <span aria-hidden="true">★ </span>bridge',
        "swing br<wbr>id&shy;ge",
        "swing <svg><title>Icon</title><style>.a{fill:red}</style><script>var x = 1</script></svg>bridge",
    ],
)
def test_a_word_of_a_sentence_is_kept_whatever_element_it_is(word: str, page: Build, story: tuple[str, ...]) -> None:
    assert "The old swing bridge has to go before winter." in among(page, story, f"<p>The old {word} has to go before winter.</p>").split(
        "\n\n"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        '<button aria-controls="rest" aria-expanded="false">Read on</button><div id="rest" style="display:none"><p>{}</p></div>',
        '<h3><a role="button" href="#a1">What does it cost?</a></h3><div id="a1" aria-hidden="true" hidden><p>{}</p></div>',
        '<button data-bs-toggle="collapse" data-bs-target="#c">More</button><div id="c" class="hidden"><p>{}</p></div>',
        '<p><a href="javascript:void(0)">Show all</a></p><div style="display: none"><p>{} {}</p></div>',
        "<details><summary>What does it cost?</summary><p>{}</p></details>",
    ],
)
def test_what_a_click_shows_is_the_articles(hidden: str, page: Build, story: tuple[str, ...]) -> None:
    line = "The tunnel costs four hundred million, a third of which the region has promised to pay in the first two years."
    assert line in among(page, story, hidden.replace("{}", line))


@pytest.mark.parametrize(
    "hidden",
    [
        '<p class="sr-only">You have come to the middle of this article, and the rest of it follows below.</p>',
        '<div style="display:none"><p>You have come to the middle of this article, and the rest of it follows below.</p></div>',
        "<button>Share</button><div hidden><p>You have come to the middle of this article, it was copied.</p></div>",
        '<button aria-controls="f">Join</button><form id="f" hidden><p>You have come to the middle of this article, so join us today.</p></form>',
        "<template><p>You have come to the middle of this article, and scripts may use these words.</p></template>",
    ],
)
def test_what_no_click_shows_stays_out(hidden: str, page: Build, story: tuple[str, ...]) -> None:
    assert "the middle of this article" not in among(page, story, hidden)


@pytest.mark.parametrize(
    "letter", ['<span aria-hidden="true" class="initial">T</span><span class="sr-only">T</span>', '<span aria-hidden="true">T</span>']
)
def test_a_first_letter_that_screen_readers_are_spared_is_read(letter: str, page: Build, story: tuple[str, ...]) -> None:
    text = text_of(page(f'<div class="entry-content"><p>{letter}{story[0][1:]}</p>{"".join(f"<p>{line}</p>" for line in story[1:])}</div>'))
    assert text.startswith(story[0])


PERMALINKS = (
    '<h2>The cost{}</h2>'.format('<a class="headerlink" href="#c" title="Permanent link">¶</a>'),  # Sphinx 8, MkDocs 1.6
    '<h2>The cost {}</h2>'.format('<a class="hash-link" aria-label="Direct link" href="#c">#</a>'),  # Docusaurus 3
    '<h2>{}The cost</h2>'.format('<a class="anchor" aria-hidden="true" href="#c"><span>🔗</span></a>'),
    '<h2>The cost {}</h2>'.format('<a class="headerlink" href="https://post.example/tunnel#c">Link to this heading</a>'),
    '<h2>The cost {}</h2>'.format('<a class="header-anchor" href="#c">\u200b</a>'),  # VitePress 1
    '<h2>The cost {}</h2>'.format('<span aria-hidden="true">§</span>'),
)  # fmt: skip


@pytest.mark.parametrize("heading", PERMALINKS)
def test_the_link_of_a_heading_to_itself_is_no_text(heading: str, page: Build, story: tuple[str, ...]) -> None:
    assert "The cost" in among(page, story, heading).split("\n\n")


@pytest.mark.parametrize("heading", ["Paragraph § 12 of the plan", "What #metoo changed", '<a href="#x">Ten things to know</a>'])
def test_signs_and_links_that_are_words_of_a_heading_stay(heading: str, page: Build, story: tuple[str, ...]) -> None:
    words = heading.replace('<a href="#x">', "").replace("</a>", "")
    assert words in among(page, story, f"<h2>{heading}</h2>").split("\n\n")


SHADOWS = {
    "nested": '<main><x-page><template shadowrootmode="open"><style>p{{}}</style><h1>Council picks tunnel over bridge</h1><x-body><template '
    'shadowrootmode="closed"><div class="body">{}</div></template></x-body></template></x-page></main>',
    "slots": '<main><x-story><template shadowrootmode="open"><article><h1><slot name="title">No title</slot></h1><div><slot></slot></div></article>'
    '</template><span slot="title">Council picks tunnel over bridge</span>{}</x-story></main>',
    "slot of a slot": '<main><x-a><template shadowroot="open"><x-b><template shadowroot="open"><section><slot></slot></section></template><slot></slot></x-b>'
    "</template>{}</x-a></main>",
    "nothing shown yet": '<main><x-a><template shadowrootmode="open"><link rel="stylesheet" href="/a.css"></template>{}</x-a></main>',
}


@pytest.mark.parametrize("markup", SHADOWS.values(), ids=SHADOWS)
def test_what_a_declarative_shadow_root_holds_is_the_page(markup: str, story: tuple[str, ...]) -> None:
    html = f"<!doctype html><html><head><title>t</title></head><body>{markup.format(''.join(f'<p>{line}</p>' for line in story))}</body></html>"
    assert text_of(html.encode()).split("\n\n") == list(story)


def test_children_that_no_slot_asks_for_are_not_shown(story: tuple[str, ...]) -> None:
    html = f'<body><x-a><template shadowrootmode="open">{"".join(f"<p>{line}</p>" for line in story)}</template><p>{"Nobody sees this. " * 9}</p></x-a></body>'
    assert text_of(html.encode()).split("\n\n") == list(story)


def test_a_verse_keeps_its_lines(page: Build, story: tuple[str, ...]) -> None:
    assert "The bridge swings out\nthe boats go in" in among(page, story, '<p class="poem">The bridge swings out<br>the boats go in</p>')


def test_line_ends_that_a_style_shows_part_paragraphs(page: Build, story: tuple[str, ...]) -> None:
    typed = "\n\n".join(story[:3]) + "\n" + "\n".join(story[3:])
    text = text_of(page(f'<div class="entry-content"><div style="white-space: pre-line">{typed}</div></div>'))
    assert text.split("\n\n") == list(story)


@pytest.mark.parametrize(
    "markup",
    [
        "<pre>" + "<div>a</div>" * 50_000 + "</pre>",
        "<table><tr>" + "<td>a<br>b</td>" * 50_000 + "</tr></table>",
        "<table><tr><td class=gutter>" + "<div>1</div>" * 50_000 + "</td><td>x</td></tr></table>",
        '<p><a href="#a">1</a></p>' + "<div id=a>" * 50_000,
        "<p>" + '<a href="#a">1</a><span id=a></span>' * 20_000 + "</p>",
        "<x-a><template shadowrootmode=open><slot></slot>" * 20_000,
        "<p>word <span class=sidenote>a long note of the author</span>" * 20_000,
        "<math><mi>x</mi>" * 50_000,
        "<h2><a href='#a'>#</a>" * 20_000,
        "<button>a</button><div hidden>" + "<p>A sentence that is hidden and ends with a full stop, for good.</p>" * 20_000 + "</div>",
        "<button>a</button><div hidden>" * 20_000,
    ],
    ids=["lines", "cells", "numbers", "one-note", "notes", "shadows", "sidenotes", "formulas", "permalinks", "folded", "folds"],
)
def test_hostile_markup_is_walked_in_bounded_time(markup: str) -> None:
    start = process_time()
    document = parse(markup.encode(), content_type="text/html", url="https://post.example/")
    assert not isinstance(document, Document) or with_notes(outline(document.tree), []) is not None
    assert process_time() - start < 10


def test_a_block_gets_its_reason_once_and_takes_it_back_only_with_another() -> None:
    piece = Piece("Read also: the tram line", "paragraph", "p", 0)
    piece.leave_out("dom-related")
    piece.leave_out("dom-stray")
    assert piece.reason == "dom-related"
    piece.take_back("the page's own text has it")
    assert piece.reason == ""
    with pytest.raises(AssertionError):
        piece.take_back("")


def test_nobody_else_writes_a_blocks_reason() -> None:
    page = Path(__file__).parents[2] / "newscrawl" / "page"
    writers = [path.name for path in page.rglob("*.py") if re.search(r"\.reason = ", path.read_text("utf-8"))]
    assert writers == ["outline.py"]
