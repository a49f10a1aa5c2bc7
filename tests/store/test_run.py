"""What a run makes of each page: new, changed, gone, there already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from newscrawl.errors import StateError
from newscrawl.model import Article, Candidate, Edit, Hint, Moment, Refined, Rejected
from newscrawl.schema import problems
from newscrawl.store.run import StoreOptions
from newscrawl.urls import article_id, url_key
from tests.store.smallsite import SITE, START, Story, World, prose


def test_each_article_is_written_once_and_the_next_run_has_nothing_to_do(world: World) -> None:
    stories = [Story(i) for i in range(20)]
    first = world.crawl(stories)
    assert first.articles == {"written": 20}
    assert [problems(line) for line in world.lines()] == [[]] * 20
    world.clock.forward(hours=1)
    second = world.crawl(stories)
    assert (second.files, second.articles, second.pages) == ((), {}, {})
    assert len(world.lines()) == 20


def test_three_new_two_changed_one_deleted(world: World) -> None:
    stories = {story.key: story for story in (Story(i, modified=START) for i in range(10))}
    world.crawl(stories)
    later = START + timedelta(hours=8)
    changed = {i: replace(stories[Story(i).key], text=prose(i + 500), modified=later) for i in (1, 2)}
    new = [Story(i, published=later) for i in (10, 11, 12)]
    served = {**stories, **{story.key: story for story in [*changed.values(), *new]}}
    del served[Story(5).key]
    for _ in range(3):
        world.clock.forward(hours=8)
        world.crawl(served)
    lines = world.lines()[10:]
    assert sorted(line["url"] for line in lines if line["revision"] == 1) == [Story(i).url for i in (10, 11, 12)]
    revised = [line for line in lines if line["revision"] == 2 and line["status"] == "live"]
    assert sorted(line["url"] for line in revised) == [Story(i).url for i in (1, 2)]
    [tombstone] = [line for line in lines if line["status"] == "gone"]
    assert (tombstone["url"], tombstone["text"], tombstone["revision"]) == (Story(5).url, None, 2)
    assert len(lines) == 6


def test_a_revision_names_what_it_supersedes_and_keeps_the_id(world: World) -> None:
    story = Story(1, modified=START)
    world.crawl([story])
    world.clock.forward(hours=1)
    world.crawl([replace(story, title="Another title", modified=START + timedelta(minutes=30))])
    old, new = world.lines()
    assert (new["revision"], new["supersedes"], new["id"]) == (2, old["content_hash"], old["id"])
    assert problems(new) == []


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ({"modified": START + timedelta(hours=1)}, 0),
        ({"modified": START + timedelta(hours=1), "text": prose(1).replace(". ", ".  ") + "\n\n"}, 0),
        ({"modified": START + timedelta(hours=1), "text": prose(1) + " More."}, 1),
        ({"modified": START + timedelta(hours=1), "text": prose(1).replace(".", "!", 1)}, 1),
        ({"modified": START + timedelta(hours=1), "title": "Story one"}, 1),
        ({"modified": START, "text": prose(2)}, 0),
    ],
    ids=["date alone", "white space", "a word", "a sign", "title", "no claim: not even fetched"],
)
def test_what_is_a_revision(world: World, change: dict[str, object], written: int) -> None:
    story = Story(1, modified=START)
    world.crawl([story])
    world.clock.forward(hours=2)
    world.crawl([replace(story, **change)])  # type: ignore[arg-type]
    assert len(world.lines()) == 1 + written


def test_a_line_that_cleaning_learned_to_remove_is_no_revision(world: World) -> None:
    tail = "Follow us for more."
    story = Story(1, text=f"{prose(1)}\n\n{tail}", modified=START)
    world.crawl([story])
    world.clock.forward(hours=2)
    edits = (Edit(rule="recurring-line", text=tail, position=3),)
    world.crawl([replace(story, text=prose(1), edits=edits, modified=START + timedelta(hours=1))])
    assert len(world.lines()) == 1
    world.clock.forward(hours=2)
    world.crawl([replace(story, text=prose(1) + " News.", edits=edits, modified=START + timedelta(hours=3))])
    assert [line["revision"] for line in world.lines()] == [1, 2]


def test_one_404_is_no_tombstone_and_an_answer_takes_it_back(world: World) -> None:
    story = Story(1)
    world.crawl([story])
    for served in ([404], [story], [404], [304], [410]):
        world.clock.forward(hours=24)
        run = world.open()
        run.discover([])
        for due in run.due(10):
            assert due.key == story.key
            if served == [story]:
                run.record(story.refined(), key=due.key)
            elif served == [304]:
                run.not_modified(due.key)
            else:
                run.gone(due.key, 404)
        run.finish(reason="finished", exit_status=0, stats={})
    assert [line["status"] for line in world.lines()] == ["live"]


def test_a_confirmed_404_is_a_tombstone_once_and_an_article_can_come_back(world: World) -> None:
    story = Story(1, modified=START)
    world.crawl([story])
    for _ in range(4):
        world.clock.forward(hours=7)
        world.crawl({story.key: 410}, listed=[story.candidate()])
    live, gone = world.lines()
    assert (gone["status"], gone["text"], gone["sections"], gone["word_count"]) == ("gone", None, [], 0)
    assert (gone["revision"], gone["supersedes"], gone["title"], gone["id"]) == (2, live["content_hash"], story.title, live["id"])
    assert gone["fetch"]["status"] == 410
    assert problems(gone) == []
    world.crawl([replace(story, modified=START + timedelta(days=2))])
    back = world.lines()[-1]
    assert (back["status"], back["revision"], back["supersedes"]) == ("live", 3, gone["content_hash"])


def test_an_outage_makes_no_tombstones(world: World) -> None:
    stories = [Story(i) for i in range(20)]
    world.crawl(stories)
    for _ in range(3):
        world.clock.forward(hours=12)
        world.crawl({story.key: 404 for story in stories}, listed=[])
    assert len(world.lines()) == 20
    world.clock.forward(hours=12)
    assert world.crawl(stories).pages == {"unchanged": 20}


def test_a_failed_run_makes_no_tombstones(world: World) -> None:
    story = Story(1)
    world.crawl([story])
    for _ in range(3):
        world.clock.forward(hours=12)
        world.crawl({story.key: 404}, listed=[], exit_status=1)
    assert len(world.lines()) == 1


def test_what_was_never_published_and_is_gone_is_rejected(world: World) -> None:
    story = Story(1)
    world.crawl({story.key: 404}, listed=[story.candidate()])
    assert world.lines("rejected") == [{"url": story.url, "reason": "gone", "detail": "404"}]
    world.clock.forward(hours=12)
    assert world.crawl({story.key: story}, listed=[story.candidate()]).pages == {}


def test_the_same_text_under_another_address_is_one_record(world: World) -> None:
    original, copy = Story(1, published=START), Story(2, title="Story 1", text=prose(1), published=START - timedelta(hours=1))
    entry = world.crawl([original, copy])
    [line] = world.lines()
    assert line["url"] == original.url
    [rejected] = world.lines("rejected")
    assert rejected == {"url": copy.url, "reason": "duplicate", "detail": f"{line['id']} {original.url}"}
    assert (entry.articles, entry.rejected) == ({"written": 1}, {"duplicate": 1})
    world.clock.forward(days=1)
    assert world.crawl([original, copy]).articles == {}


def test_a_near_duplicate_is_kept_and_marked(world: World) -> None:
    copy = Story(2, text=prose(1) + "\n\nThis story first appeared elsewhere.", published=START - timedelta(hours=1))
    world.crawl([Story(1), copy, Story(3, published=START - timedelta(hours=2))])
    marks = {line["url"]: line["near_duplicate_of"] for line in world.lines()}
    assert marks == {Story(1).url: None, copy.url: article_id(Story(1).url), Story(3).url: None}


def test_the_signature_that_came_with_an_article_is_the_one_that_counts(world: World) -> None:
    run = world.open()
    for number, signature in ((1, b"x" * 128), (2, b"x" * 128), (3, b""), (4, b""), (5, None)):
        run.record(replace(Story(number).refined(), signature=signature), key=Story(number).key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert [line["near_duplicate_of"] for line in world.lines()] == [None, article_id(Story(1).url), None, None, None]


def test_a_revision_of_the_original_does_not_point_at_its_copy(world: World) -> None:
    original, copy = Story(1, modified=START), Story(2, text=prose(1) + "\n\nAgain.", published=START - timedelta(hours=1))
    world.crawl([original, copy])
    world.clock.forward(hours=1)
    world.crawl([replace(original, text=prose(1) + "\n\nUpdated.", modified=START + timedelta(minutes=1)), copy])
    assert [line["near_duplicate_of"] for line in world.lines() if line["url"] == original.url] == [None, None]


def test_a_redirect_makes_two_addresses_one_article(world: World) -> None:
    story = Story(1)
    run = world.open()
    run.discover([Candidate(url=f"{SITE}/?p=1"), story.candidate()])
    for due in run.due(10):
        run.record(story.refined(), key=due.key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert [line["url"] for line in world.lines()] == [story.url]
    run = world.open()
    found = run.discover([Candidate(url=f"{SITE}/?p=1"), story.candidate()])
    assert (found.new, found.changed, run.due(10)) == (0, 0, [])
    run.abort()


def test_a_canonical_address_makes_an_archived_copy_known(world: World) -> None:
    story = Story(1)
    world.crawl([story])
    run = world.open()
    archived = replace(
        story.refined(url=f"{SITE}/print/1"),
        article=replace(story.refined(url=f"{SITE}/print/1").article, canonical_url=story.url, id=article_id(story.url)),
    )
    assert run.record(archived, key=url_key(archived.article.url)).disposition == "known-under-other-url"
    run.finish(reason="finished", exit_status=0, stats={})
    assert len(world.lines()) == 1


def test_one_canonical_address_on_every_page_loses_no_article(world: World) -> None:
    stories = [Story(i, canonical=f"{SITE}/1/") for i in range(1, 30)]
    world.crawl(stories)
    lines = world.lines()
    assert len(lines) == 29
    assert len({line["id"] for line in lines}) == 29
    assert {line["text"] for line in lines} == {story.text for story in stories}


def test_one_alias_for_every_article_loses_no_article(world: World) -> None:
    stories = [Story(i) for i in range(10)]
    listed = [replace(story.candidate(), aliases=(f"{SITE}/", f"{SITE}/?p={story.number}")) for story in stories]
    served = {story.key: story for story in stories}
    world.crawl(served, listed=listed)
    assert len(world.lines()) == 10
    run = world.open()
    assert run.discover([Candidate(url=f"{SITE}/?p=3")]).known == 1
    run.abort()


def test_all_hints_of_all_sources_arrive_the_most_trusted_first(world: World) -> None:
    run = world.open()
    run.discover([Candidate(url=f"{SITE}/1/", hints=(Hint(source="listing", title="L"),), aliases=(f"{SITE}/?p=1",))])
    run.discover(
        [
            Candidate(
                url="http://www.mag.example/1",
                hints=(
                    Hint(
                        source="wordpress",
                        title="W",
                        tags=("a", "b"),
                        published=Moment(at=START, precision="minute"),
                        content_html="<p>…</p>",
                    ),
                ),
            )
        ]
    )
    run.discover([Candidate(url=f"{SITE}/1/?utm_source=x", hints=(Hint(source="feed", title="F"),))])
    [due] = run.due(10)
    assert due.candidate.url == f"{SITE}/1/"
    assert [hint.source for hint in due.candidate.hints] == ["wordpress", "feed", "listing"]
    assert due.candidate.hints[0] == Hint(
        source="wordpress", title="W", tags=("a", "b"), published=Moment(at=START, precision="minute"), content_html="<p>…</p>"
    )
    assert due.candidate.aliases == (f"{SITE}/?p=1",)
    run.abort()


def test_newest_first_unknown_before_all_each_once(world: World) -> None:
    run = world.open()
    run.discover(
        [Candidate(url=f"{SITE}/unknown")] + [Story(i, published=START - timedelta(days=(i * 7) % 30)).candidate() for i in range(30)]
    )
    order = [due for _ in range(40) for due in run.due(1)]
    assert order[0].candidate.url == f"{SITE}/unknown"
    dates = [due.candidate.published.at for due in order[1:] if due.candidate.published]
    assert dates == sorted(dates, reverse=True)
    assert len({due.key for due in order}) == 31
    run.discover([Story(99, published=START + timedelta(days=1)).candidate()])
    assert [due.candidate.url for due in run.due(5)] == [Story(99).url]
    run.abort()


def test_what_was_not_done_waits_for_the_next_run(world: World) -> None:
    stories = {story.key: story for story in map(Story, range(6))}
    run = world.open()
    run.discover(story.candidate() for story in stories.values())
    [first, *_] = run.due(4)
    run.record(stories[first.key].refined(), key=first.key)
    run.finish(reason="shutdown", exit_status=0, stats={})
    assert world.crawl(stories, listed=[]).articles == {"written": 5}
    assert len(world.lines()) == 6


def test_a_failure_is_listed_each_run_and_given_up_after_five(world: World) -> None:
    dead, alive = Story(1), [Story(i) for i in range(2, 10)]
    for day in range(7):
        world.crawl(
            {dead.key: "timeout", **{story.key: story for story in alive}},
            listed=[dead.candidate(), *(story.candidate() for story in alive)],
        )
        world.clock.forward(days=1 if day else 8)
    lines = [line["detail"] for line in world.lines("rejected")]
    assert lines == [f"timeout: no answer (run {n} of 5)" for n in range(1, 6)] + ["given up after 5 runs"]


def test_what_nobody_asked_for_is_never_given_up(world: World) -> None:
    waits, alive = Story(1), [Story(i) for i in range(2, 10)]
    for _ in range(8):
        run = world.open()
        run.discover([waits.candidate(), *(story.candidate() for story in alive)])
        while due := run.due(100):
            for one in due:
                if one.key == waits.key:
                    run.failed(one.key, "page-budget", "none left", asked=False)
                else:
                    run.record(next(story for story in alive if story.key == one.key).refined(), key=one.key)
        run.finish(reason="finished", exit_status=0, stats={})
        world.clock.forward(days=8)
    assert {line["detail"] for line in world.lines("rejected")} == {"page-budget: none left (not asked for in this run)"}
    assert world.crawl({story.key: story for story in [waits, *alive]}).articles == {"written": 1}


def test_an_outage_is_no_attempt(world: World) -> None:
    stories = [Story(i) for i in range(10)]
    for _ in range(8):
        world.crawl({story.key: "refused" for story in stories}, listed=[story.candidate() for story in stories])
        world.clock.forward(days=1)
    assert world.crawl(stories).articles == {"written": 10}


def test_a_rejected_page_is_asked_for_again_while_it_is_young(world: World) -> None:
    story = Story(1)
    world.crawl({story.key: 200}, listed=[story.candidate()])
    world.clock.forward(hours=1)
    assert world.crawl([story]).articles == {}
    world.clock.forward(hours=6)
    assert world.crawl([story]).articles == {"written": 1}


def test_what_was_published_stays_published_when_its_page_breaks(world: World) -> None:
    story = Story(1, modified=START)
    world.crawl([story])
    world.clock.forward(hours=7)
    world.crawl({story.key: 200}, listed=[])
    world.clock.forward(days=1)
    world.crawl([replace(story, text=prose(3), modified=START + timedelta(days=1))])
    assert [line["revision"] for line in world.lines()] == [1, 2]


def test_a_line_that_breaks_the_contract_is_not_written(world: World) -> None:
    story = Story(1)
    run = world.open()
    run.discover([story.candidate()])
    [due] = run.due(1)
    broken: Article = replace(story.refined().article, date_published="yesterday")
    assert run.record(Refined(article=broken), key=due.key).disposition == "invalid"
    run.finish(reason="finished", exit_status=0, stats={})
    assert world.lines() == []
    [rejected] = world.lines("rejected")
    assert rejected["reason"] == "invalid-record"
    assert "date_published" in rejected["detail"]


def test_validators_come_back_with_a_recheck(world: World) -> None:
    world.crawl([Story(7)])
    world.clock.forward(hours=7)
    run = world.open()
    [due] = run.due(5)
    assert (due.etag, due.reason) == ('"7"', "recheck")
    run.not_modified(due.key)
    assert run.finish(reason="finished", exit_status=0, stats={}).pages == {"not-modified": 1}


def test_nothing_can_be_called_after_the_end(world: World) -> None:
    run = world.open()
    run.finish(reason="finished", exit_status=0, stats={})
    with pytest.raises(StateError, match="is finished"):
        run.due(1)


def test_edits_go_to_a_file_of_their_own(world: World) -> None:
    edits = (Edit(rule="ad-marker", text="- Advertisement -", position=2),)
    world.crawl([Story(1, edits=edits), Story(2)])
    assert world.lines("edits") == [
        {
            "id": article_id(Story(1).url),
            "revision": 1,
            "url": Story(1).url,
            "edits": [{"rule": "ad-marker", "text": "- Advertisement -", "position": 2}],
        }
    ]


@pytest.mark.parametrize("text", ["http://[bad", "not an address", "https://mag.example/\ud800/", "x" * 5000, ""])
def test_what_is_no_address_breaks_no_run(world: World, text: str) -> None:
    run = world.open()
    run.discover([Candidate(url=text, aliases=(text,)), Candidate(url=f"{SITE}/1/", aliases=(text,))])
    assert [due.key for due in run.due(5)] == [Story(1).key]
    run.reject(Rejected(url=text, reason="not-html", detail=text), key=text)
    run.failed(text, "timeout", text)
    run.gone(text, 404)
    run.not_modified(text)
    odd = replace(Story(2).refined().article, canonical_url=text, fetch=replace(Story(2).refined().article.fetch, etag="\udcff"))
    assert run.record(Refined(article=odd), key=text).disposition in ("written", "invalid")
    run.record(Story(1).refined(), key=Story(1).key)
    run.finish(reason="finished", exit_status=0, stats={})
    assert Story(1).url in [line["url"] for line in world.lines()]


def test_no_recheck_at_all_when_it_is_switched_off(world: World) -> None:
    world.options = StoreOptions(recheck_days=0)
    world.crawl([Story(1)])
    world.clock.forward(days=2)
    run = world.open()
    assert run.due(5) == []
    run.abort()


def test_a_page_is_asked_for_without_condition_once_a_week(world: World) -> None:
    """A server whose validators never change would answer 304 for ever (scrapy-deltafetch and feed readers meet such servers)."""
    world.crawl([Story(1)])
    asked = []
    for _ in range(12):
        world.clock.forward(hours=20)
        run = world.open()
        run.discover([replace(Story(1), modified=world.clock.at).candidate()])
        for due in run.due(1):
            asked.append(due.etag is None)
            run.not_modified(due.key)
        run.finish(reason="finished", exit_status=0, stats={})
    assert 1 <= asked.count(True) <= 3, asked
    assert asked.count(False) >= 3, asked
