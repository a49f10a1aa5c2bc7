"""Run files that a person, a backup or a disk took away or changed: told, and never silently gone from the dataset."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.archive.write import ResponseSeen, exchange, warcinfo_id
from newscrawl.dataset.verify import verify
from newscrawl.store.files.manifest import last_entries, listed_files, read_manifest
from newscrawl.store.recovery.reindex import reindex
from tests.store.smallsite import START, Story, World


def articles_file(world: World) -> Path:
    return min(world.folder.glob("articles-*.jsonl"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(("harm", "said"), [(Path.unlink, "is gone"), (cut, "instead of"), (emptied, "has 0 bytes instead of")])
def test_a_crawl_tells_of_a_file_that_is_gone_or_cut(world: World, harm: Callable[[Path], None], said: str) -> None:
    world.crawl([Story(1), Story(2)])
    harm(articles_file(world))
    run = world.open()
    assert [(damage.name, damage.records) for damage in run.damaged] == [
        (articles_file(world).name if said != "is gone" else listed(world), 2)
    ]
    assert said in str(run.damaged[0])
    run.abort()


def listed(world: World) -> str:
    return next(file.name for file in read_manifest(world.folder)[0].files if file.kind == "articles")


def test_a_whole_folder_is_told_of_by_nobody(world: World) -> None:
    world.crawl([Story(1)])
    run = world.open()
    assert run.damaged == []
    run.abort()
    assert list(verify(world.output, "mag")) == []


def test_of_old_runs_only_the_names_are_compared_at_the_start_of_a_crawl(world: World) -> None:
    for number in range(52):
        world.crawl([Story(number)])
        world.clock.forward(hours=1)
    cut(articles_file(world))
    run = world.open()
    assert run.damaged == []
    run.abort()
    articles_file(world).unlink()
    run = world.open()
    assert len(run.damaged) == 1
    run.abort()


@pytest.mark.parametrize("harm", [Path.unlink, cut, emptied])
def test_reindex_makes_lost_articles_due_again_and_the_loss_is_told_once(world: World, harm: Callable[[Path], None]) -> None:
    stories = [Story(1), Story(2)]
    world.crawl(stories)
    harm(articles_file(world))
    rebuilt, _ = reindex(world.output, "mag")
    assert rebuilt.due == 2 - rebuilt.articles
    world.clock.forward(hours=1)
    assert world.crawl({story.key: story for story in stories}, listed=[]).articles == {"written": rebuilt.due}
    run = world.open()
    assert run.damaged == []
    run.abort()
    assert {line["id"] for line in world.lines()} == {story.refined().article.id for story in stories}


def test_a_ledger_that_was_lost_with_a_file_still_tells_of_the_file(world: World) -> None:
    world.crawl([Story(1)])
    world.clock.forward(hours=1)
    world.crawl([Story(2)])
    articles_file(world).unlink()
    shutil.rmtree(world.output / ".state")
    run = world.open()
    assert [damage.found for damage in run.damaged] == ["is gone"]
    run.abort()


def test_an_older_ledger_reads_the_runs_that_it_lacks(world: World, tmp_path: Path) -> None:
    world.crawl([Story(1)])
    backup = shutil.copytree(world.output / ".state", tmp_path / "backup")
    world.clock.forward(hours=1)
    stories = [Story(1), Story(2), Story(3, text="A text that changed. " * 20)]
    world.crawl(stories)
    world.clock.forward(hours=1)
    shutil.rmtree(world.output / ".state")
    shutil.copytree(backup, world.output / ".state")
    assert world.crawl(stories).articles == {}
    assert sorted(line["url"] for line in world.lines()) == [story.url for story in stories]


def test_a_page_that_waits_in_an_older_ledger_is_the_article_of_a_later_run(world: World, tmp_path: Path) -> None:
    run = world.open()
    run.discover([Story(2).candidate()])
    run.finish(reason="finished", exit_status=0, stats={})
    backup = shutil.copytree(world.output / ".state", tmp_path / "backup")
    world.clock.forward(hours=1)
    world.crawl([Story(2)])
    shutil.rmtree(world.output / ".state")
    shutil.copytree(backup, world.output / ".state")
    world.clock.forward(hours=1)
    run = world.open()
    assert run.discover([Story(2).candidate()]).known == 1
    assert run.due(10) == [], "what a later run wrote needs not be fetched"
    run.abort()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"status":"live"', b'"status":"gone"', "has other bytes"),
        (b'"title":', b'"titel":', "the line is no record"),
        (b'{"schema', b'["schema', "the line is no JSON"),
    ],
)
def test_verify_tells_of_edited_lines(world: World, old: bytes, new: bytes, said: str) -> None:
    world.crawl([Story(1)])
    path = articles_file(world)
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    assert said in " ".join(map(str, verify(world.output, "mag")))


def test_verify_tells_of_a_line_that_is_there_twice_and_of_a_file_that_no_run_wrote(world: World) -> None:
    world.crawl([Story(1)])
    path = articles_file(world)
    copy = path.with_name("articles-20260101T000000Z.jsonl")
    shutil.copy(path, copy)
    assert [str(fault) for fault in verify(world.output, "mag")] == [f"{copy.name}: is listed by no run of the manifest"]
    path.write_bytes(path.read_bytes() * 2)
    assert "is there twice" in " ".join(map(str, verify(world.output, "mag")))


def test_verify_compares_the_ledger_with_the_lines(world: World) -> None:
    world.crawl([Story(1)])
    world.clock.forward(hours=1)
    world.crawl([Story(2)])
    manifest = world.folder / "manifest.jsonl"
    first = articles_file(world)
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text(lines[1], "utf-8")
    first.unlink()
    [fault] = verify(world.output, "mag")
    assert f"is not in {first.name}" in fault.trouble


def test_the_last_entries_are_read_from_the_end(world: World) -> None:
    ids = []
    for _ in range(6):
        ids.append(world.crawl([]).run_id)
        world.clock.forward(hours=1)
    manifest = world.folder / "manifest.jsonl"
    padded = [json.dumps({**json.loads(line), "stats": {"pad": "x" * 40_000}}) for line in manifest.read_text("utf-8").splitlines()]
    manifest.write_text("\n".join(padded) + "\n", "utf-8")
    for most in range(1, 8):
        assert [entry.run_id for entry in last_entries(world.folder, most)] == ids[-most:]
    with manifest.open("a", encoding="utf-8") as file:
        file.write('{"torn')
    assert [entry.run_id for entry in last_entries(world.folder, 1)] == ids[-1:]
    assert world.crawl([]).run_id not in ids
    assert len(read_manifest(world.folder)) == 7


def test_a_note_of_reindex_is_no_run(world: World) -> None:
    world.crawl([Story(1)])
    name = articles_file(world).name
    articles_file(world).unlink()
    reindex(world.output, "mag")
    assert len(read_manifest(world.folder)) == 1
    assert name not in listed_files(world.folder)


def stored(world: World, body: bytes = b"<p>A page", *, offset: int = 0) -> Path:
    """A run with one article and its page; gives the file of pages. `offset` is added to the place that the line names."""
    run, story = world.open(), Story(1)
    run.discover([story.candidate()])
    run.due(1)
    answer = ResponseSeen(url=story.url, status=200, headers=(("Content-Type", "text/html"),), body=body)
    name = run.pages_name
    kept = exchange(None, answer, fetched_at=START, run_id=run.run_id, file_id=warcinfo_id(run.run_id, name))
    _, start = run.append_page(kept.data)
    article = story.refined().article
    fetch = replace(article.fetch, warc_file=name, warc_offset=start + kept.response_offset + offset)
    run.record(replace(story.refined(), article=replace(article, fetch=fetch)), key=story.key)
    run.finish(reason="finished", exit_status=0, stats={})
    return world.folder / name


def test_verify_finds_the_stored_page_of_an_article(world: World) -> None:
    stored(world)
    assert list(verify(world.output, "mag")) == []


def test_verify_tells_of_a_place_where_no_page_begins(world: World) -> None:
    stored(world, offset=7)
    [fault] = verify(world.output, "mag")
    assert "no stored page begins here" in fault.trouble


def test_verify_tells_of_a_page_that_is_not_the_one_of_its_digest(world: World) -> None:
    path = stored(world, b"<p>A page")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"<p>A page", b"<p>B page"), mtime=0))
    assert "is not the one of its digest" in " ".join(map(str, verify(world.output, "mag")))
