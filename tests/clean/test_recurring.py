"""What a site prints under many articles goes; what its articles say again and again stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from newscrawl.clean.recurring import (
    HoldBack,
    LineCount,
    LineSeen,
    MemoryLineCounts,
    Policy,
    decide,
    established,
    line_key,
    lines_of,
    observe,
    strip_recurring,
    without_lines,
)
from newscrawl.model import Article, Block, Extraction, Fetch, Refined, Section
from newscrawl.text import content_hash, word_count

FOOTER = "Example Times, Harbour Street 1, Oslo"
NOUNS = [
    "ferry",
    "bridge",
    "tunnel",
    "harbour",
    "train",
    "tram",
    "bus",
    "road",
    "lock",
    "canal",
    "crane",
    "quay",
    "pier",
    "mast",
    "rudder",
    "anchor",
    "buoy",
    "dock",
    "sail",
    "keel",
]
VERBS = [
    "left",
    "closed",
    "opened",
    "flooded",
    "moved",
    "stopped",
    "burned",
    "sank",
    "rose",
    "leaned",
    "turned",
    "waited",
    "failed",
    "broke",
    "held",
]
TIMES = ["on Monday", "in May", "before noon", "after the storm", "during the strike", "at night", "without warning"]


def paragraph(number: int, part: int) -> str:
    """A sentence that no other number and part share."""
    noun, verb, time = NOUNS[(number * 7 + part) % 20], VERBS[(number * 3 + part * 5) % 15], TIMES[(number + part) % 7]
    district = number + part * 31
    return f"The {noun} number {number * 10 + part} {verb} {time}, and the people of district {district} had to find another way home."


def refined(
    number: int, *, head: tuple[str, ...] = (), inside: tuple[str, ...] = (), tail: tuple[str, ...] = (), heading: str | None = None
) -> Refined:
    paragraphs = [paragraph(number, part) for part in range(6)]
    at = 2 + number % 3
    paragraphs[at:at] = inside
    paragraphs = [*head, *paragraphs, *tail]
    half = len(paragraphs) // 2
    sections = (Section(heading=None, paragraphs=tuple(paragraphs[:half])), Section(heading=heading, paragraphs=tuple(paragraphs[half:])))
    text = "\n\n".join([*paragraphs[:half], *([heading] if heading else []), *paragraphs[half:]])
    article = Article(
        id=f"id-{number}",
        source="example",
        domain="example.com",
        url=f"https://example.com/{number}",
        canonical_url=f"https://example.com/{number}",
        title=f"Title {number}",
        text=text,
        sections=sections,
        content_hash=content_hash(f"Title {number}", text),
        word_count=word_count(text),
        extraction=Extraction(method="test", confidence=1.0, versions={}, edits={"ad-marker": 1}),
        fetch=Fetch(fetched_at="2026-01-01T00:00:00Z", status=200, via="live"),
    )
    return Refined(article=article)


def run(articles: list[Refined], policy: Policy | None = None) -> list[Refined]:
    hold = HoldBack(MemoryLineCounts(), policy or Policy())
    out = [ready for one in articles for ready in hold.add(one)]
    return [*out, *hold.finish()]


def site(count: int, **lines: Callable[[int], tuple[str, ...]]) -> list[Refined]:
    return [refined(n, **{where: make(n) for where, make in lines.items()}) for n in range(count)]  # type: ignore[arg-type]


def carriers(articles: list[Refined], line: str) -> int:
    return sum(line in (one.article.text or "").split("\n\n") for one in articles)


@pytest.mark.parametrize("count", [6, 12, 40, 200])
def test_a_line_under_every_article_goes_from_every_article(count: int) -> None:
    out = run(site(count, tail=lambda n: (FOOTER,)))
    assert len(out) == count
    assert carriers(out, FOOTER) == 0


def test_a_line_under_every_tenth_article_goes() -> None:
    line = "Jane Roe has written about ports since she could write"
    assert carriers(run(site(200, tail=lambda n: (line,) if n % 10 == 0 else ())), line) == 0


def test_a_call_inside_every_article_goes_even_if_it_is_a_sentence() -> None:
    call = "Readers in the harbour district can leave their observations at the office in the old customs hall on any working day."
    assert carriers(run(site(40, inside=lambda n: (call,))), call) == 0


def test_an_ad_title_of_the_sites_own_choice_goes_when_every_article_has_it() -> None:
    assert carriers(run(site(40, inside=lambda n: ("Thông tin cho Dev",))), "Thông tin cho Dev") == 0


@pytest.mark.parametrize(
    ("where", "line", "every"),
    [
        ("inside", "Nobody was hurt.", 1),  # a recurring short sentence, in every article
        ("inside", "Police are still looking for witnesses.", 2),
        ("inside", "“Notes from the Quay”", 1),  # a column's title in a quote
        ("head", "“Notes from the Quay”", 1),
        ("tail", "„Briefe aus dem Hafen“", 1),
        ("tail", "More will follow on Friday.", 8),
        ("inside", "said the harbour master", 4),
        ("inside", "said Ren", 1),
        ("inside", "“We counted every mast of the harbour twice, and then once more,” said Ren", 1),
        ("tail", "Editor’s note: An earlier version of this story gave the wrong number of masts.", 1),
        ("tail", "[Correction, Nov. 3: The ferry leaves at nine.]", 2),
        ("tail", "Anmerkung der Redaktion: In einer früheren Fassung stand eine falsche Zahl, wir haben sie berichtigt.", 1),
        ("inside", "What we like", 2),
        (
            "inside",
            "The old bridge fell into the river in the spring of last year, and it took nine months to clear the way.",
            5,
        ),  # background
        ("tail", "The old bridge fell into the river in the spring of last year, and it took nine months to clear the way.", 12),
        ("inside", "* * *", 1),
    ],
)
def test_genuinely_repeated_content_stays(where: str, line: str, every: int) -> None:
    articles = site(48, **{where: lambda n: (line,) if n % every == 0 else ()})
    out = run(articles)
    assert carriers(out, line) == carriers(articles, line)


def test_a_recurring_heading_stays_while_there_is_something_under_it() -> None:
    articles = [refined(n, heading="What happens next") for n in range(40)]
    out = run(articles)
    assert all(one.article.sections[-1].heading == "What happens next" for one in out)


def test_a_recurring_heading_goes_with_the_recurring_lines_under_it() -> None:
    blocks = [Block("A paragraph of the article."), Block("Our magazine", "heading"), Block(FOOTER), Block("Printed on paper")]
    known = {"Our magazine", FOOTER, "Printed on paper"}
    assert strip_recurring(blocks, known.__contains__, Policy(most_removed=0.9)).blocks == (blocks[0],)


def test_a_copy_of_many_lines_is_left_alone() -> None:
    blocks = [Block(paragraph(1, part)) for part in range(6)] + [Block("One line of its own.")]
    cleaned = strip_recurring(blocks, lambda text: text.startswith("The "))
    assert cleaned.blocks == tuple(blocks)


def test_copies_of_an_article_do_not_make_its_text_boilerplate() -> None:
    wire = refined(1).article
    articles = [*site(12), *(Refined(article=replace(wire, id=f"copy-{n}")) for n in range(8))]
    out = run(articles)
    assert [one.article.text for one in out[12:]] == [wire.text] * 8


def test_a_copy_is_not_counted() -> None:
    counts = MemoryLineCounts()
    one = refined(1).article
    assert observe(counts, one)
    assert not observe(counts, replace(one, id="copy"))
    assert observe(counts, refined(2).article)
    assert counts.articles() == 2
    assert {count.articles for count in counts.counts([line.key for line in lines_of(one)]).values()} == {1}


def test_quotes_tables_and_code_stay() -> None:
    blocks = [
        Block("A long paragraph of an article about ferries and bridges."),
        *(Block("Same", kind) for kind in ("quote", "table", "code")),
    ]
    assert strip_recurring(blocks, lambda text: text == "Same").blocks == tuple(blocks)


def test_the_record_follows_what_was_removed() -> None:
    before = refined(3, tail=(FOOTER, "Printed on paper"))
    after = without_lines(before, {FOOTER, "Printed on paper"}.__contains__)
    article = after.article
    assert article.text == refined(3).article.text
    assert article.text == "\n\n".join(p for section in article.sections for p in section.paragraphs)
    assert article.word_count == word_count(article.text)
    assert article.content_hash == content_hash(article.title, article.text)
    assert article.extraction.edits == {"ad-marker": 1, "recurring-line": 2}
    assert [(edit.rule, edit.text, edit.position) for edit in after.edits] == [
        ("recurring-line", FOOTER, 6),
        ("recurring-line", "Printed on paper", 7),
    ]


def test_an_article_without_established_lines_comes_back_as_it_is() -> None:
    one = refined(3)
    assert without_lines(one, lambda text: False) is one


def test_a_signature_does_not_outlive_the_text_that_it_was_made_of() -> None:
    one = replace(refined(3, tail=(FOOTER,)), signature=b"of the whole text")
    assert without_lines(one, lambda text: False).signature == b"of the whole text"
    assert without_lines(one, {FOOTER}.__contains__).signature is None


def test_articles_come_out_in_the_order_in_which_they_came() -> None:
    out = run(site(75, tail=lambda n: (FOOTER,)))
    assert [one.article.id for one in out] == [f"id-{n}" for n in range(75)]


def test_no_more_than_thirty_articles_are_held() -> None:
    hold = HoldBack(MemoryLineCounts())
    held = []
    for one in site(60, tail=lambda n: ("Sometimes there is this line",) if n % 25 == 0 else ()):
        hold.add(one)
        held.append(hold.held)
    assert max(held) < 30
    assert hold.held == 0


def test_a_site_without_recurring_lines_is_released_after_twenty() -> None:
    hold = HoldBack(MemoryLineCounts())
    assert [len(hold.add(one)) for one in site(22)] == [0] * 19 + [20, 1, 1]


def test_a_known_site_holds_nothing_back() -> None:
    counts = MemoryLineCounts()
    for one in site(30, tail=lambda n: (FOOTER,)):
        observe(counts, one.article)
    hold = HoldBack(counts)
    (ready,) = hold.add(refined(99, tail=(FOOTER,)))
    assert FOOTER not in (ready.article.text or "")


def test_a_line_that_a_site_begins_to_print_later_is_established_by_the_articles_since() -> None:
    out = run(site(400, tail=lambda n: (FOOTER,) if n >= 380 else ()))
    assert carriers(out[385:], FOOTER) == 0


def test_an_article_counts_once_however_often_it_is_seen() -> None:
    counts = MemoryLineCounts()
    line = LineSeen(key=1, tail=True)
    for _ in range(3):
        counts.seen("a", [line, line])
    assert counts.articles() == 1
    assert counts.counts([1, 2]) == {1: LineCount(articles=1, tail=1)}


def test_counts_in_memory_are_bounded() -> None:
    counts = MemoryLineCounts(most_lines=100)
    for n in range(50):
        counts.seen(str(n), [LineSeen(key=0), *(LineSeen(key=1000 * n + k) for k in range(1, 30))])
    assert counts.counts([0])[0].articles == 50
    assert len(counts.counts(range(50_000))) == 100


def test_the_key_of_a_line_is_stable_and_fits_a_signed_integer() -> None:
    assert line_key("Example Times, Harbour Street 1") == line_key("EXAMPLE TIMES – harbour street 1!") == -4766308772986232207
    assert all(-(2**63) <= line_key(str(n)) < 2**63 for n in range(1000))


def test_head_and_tail_are_the_ends_of_an_article() -> None:
    lines = lines_of(refined(1, head=("First",), tail=("Last",)).article)
    by_key = {line.key: line for line in lines}
    assert by_key[line_key("First")].first and by_key[line_key("First")].head and not by_key[line_key("First")].tail
    assert by_key[line_key("Last")].last and by_key[line_key("Last")].tail and not by_key[line_key("Last")].head
    assert sum(line.head or line.tail for line in lines) < len(lines)


@pytest.mark.parametrize(
    ("text", "count", "articles", "verdict"),
    [
        (FOOTER, None, 10, "content"),
        (FOOTER, LineCount(articles=1, tail=1), 10, "content"),
        (FOOTER, LineCount(articles=2, tail=2), 10, "undecided"),
        (FOOTER, LineCount(articles=3, tail=3), 4, "undecided"),
        (FOOTER, LineCount(articles=3, tail=3), 10, "boilerplate"),
        (FOOTER, LineCount(articles=3, tail=3), 100, "undecided"),
        (FOOTER, LineCount(articles=3, tail=3, since=90), 100, "boilerplate"),
        (FOOTER, LineCount(articles=5, tail=2), 10, "undecided"),
        (FOOTER, LineCount(articles=8, tail=2), 10, "boilerplate"),
        ("“" + FOOTER + "”", LineCount(articles=10, tail=10), 10, "content"),
        ('"The Quay": our letter to readers, each Friday, by e-mail', LineCount(articles=10, tail=10), 10, "boilerplate"),
        ("What we like", LineCount(articles=8), 10, "undecided"),
        ("—", LineCount(articles=10, tail=10), 10, "content"),
        ("Nobody was hurt.", LineCount(articles=10), 10, "content"),
    ],
)
def test_a_line_is_established_by_numbers(text: str, count: LineCount | None, articles: int, verdict: str) -> None:
    assert decide(text, count, articles) == verdict


def test_established_asks_the_store_once() -> None:
    class Counting(MemoryLineCounts):
        asked = 0

        def counts(self, keys):  # type: ignore[no-untyped-def]
            self.asked += 1
            return super().counts(keys)

    counts = Counting()
    is_established = established(counts, refined(1).article)
    assert not any(is_established(paragraph(1, part)) for part in range(6))
    assert counts.asked == 1
