"""Cleaning again: nothing changes while the rules are the same; after a change exactly what it touches, and only when it is published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.generated import GeneratedSite
from newscrawl.schema import validate
from tests.crawl import warm
from tests.crawl.conftest import PROJECT, Crawled, crawl
from tests.crawl.test_rights import sent

# Stands in for a new version: workers read this before anything else. One rule more, which removes what each third article says.
NEW_RULE = """
import newscrawl.refinement as refine
from dataclasses import replace
from newscrawl.model import Block, Edit, Refined, Section
from newscrawl.text import content_hash, word_count

_before = refine.refine

def with_rule(page, site):
    outcome = _before(page, site)
    if not isinstance(outcome, Refined) or int(outcome.article.id, 16) % 3:
        return outcome
    first, *rest = outcome.article.text.split("\\n\\n")
    text = "\\n\\n".join(rest)
    sections = (Section(heading=None, paragraphs=tuple(rest)),)
    article = replace(outcome.article, text=text, sections=sections, content_hash=content_hash(outcome.article.title, text),
                      word_count=word_count(text))
    return replace(outcome, article=article, edits=(*outcome.edits, Edit(rule="first-goes", text=first, position=0)))

refine.refine = with_rule
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    with GeneratedSite(40, seed=61, years=2, multi_page=0.1) as site:
        result = crawl("crawl", "techpoint", "-a", "since=all", base_url=site.url, output=tmp_path_factory.mktemp("crawled"))
    assert len(result.lines()) == 40
    return result


def reclean(output: Path, *args: str, rule: Path | None = None) -> Any:
    workers = 0 if rule else 1  # a rule is in the command's own process alone
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    line = ["reclean", "techpoint", *args, "-s", f"NEWSCRAWL_OUTPUT_DIR={output}", "-s", f"NEWSCRAWL_WORKERS={workers}"]
    if not rule:
        return warm.run(line, cwd=PROJECT, env=environment, timeout=120)
    program = f"exec(open({str(rule)!r}).read()); from scrapy.cmdline import execute; import sys; execute(['scrapy', *sys.argv[1:]])"
    command = [sys.executable, "-c", program, *line]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, env=environment)


def files(output: Path) -> dict[str, bytes]:
    return {str(p.relative_to(output)): p.read_bytes() for p in output.rglob("*") if p.is_file() and ".state" not in p.parts}


def test_the_same_rules_change_nothing(crawled: Crawled) -> None:
    before = files(crawled.output)
    result = reclean(crawled.output)
    assert result.returncode == 0, result.stderr
    assert "40 stored pages of 40 articles; 0 articles change" in result.stdout
    assert files(crawled.output) == before


def test_a_new_rule_shows_what_it_touches_and_publishes_only_when_told(crawled: Crawled, tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(NEW_RULE)
    touched = {r["id"] for r in crawled.lines() if int(r["id"], 16) % 3 == 0}
    before = files(crawled.output)
    shown = reclean(crawled.output, "--samples", "2", rule=rule)
    assert shown.returncode == 0, shown.stderr
    assert f"{len(touched)} articles change" in shown.stdout
    assert f"first-goes {len(touched):>7} {0:>7}" in shown.stdout
    assert shown.stdout.count("http://") == 2
    assert files(crawled.output) == before

    old = {r["id"]: r for r in crawled.lines()}
    done = reclean(crawled.output, "--publish", rule=rule)
    assert done.returncode == 0, done.stderr
    new = crawled.lines()[40:]
    assert {r["id"] for r in new} == touched
    for record in new:
        validate(record)
        known = old[record["id"]]
        assert (record["revision"], record["supersedes"]) == (2, known["content_hash"])
        assert record["text"] == known["text"].partition("\n\n")[2]
        assert record["fetch"] == known["fetch"]
    [entry] = [entry for entry in crawled.manifest() if entry["reason"] == "reclean"]
    assert entry["articles"] == {"revision": len(touched)}
    again = reclean(crawled.output, "--publish", rule=rule)
    assert "0 articles change" in again.stdout
    assert len(crawled.lines()) == 40 + len(touched)


def test_what_the_page_reserves_from_our_own_product_is_not_published(tmp_path: Path) -> None:
    """A crawl asks with the product of USER_AGENT; so does `reclean`."""
    with GeneratedSite(9, seed=62, multi_page=0) as site:
        site.faults.on("^/(?!feed|wp-json|sitemap|robots|$)", sent("X-Robots-Tag", "mybot: noarchive"))
        result = crawl("crawl", "techpoint", "-a", "since=all", base_url=site.url, output=tmp_path / "output")
    assert len(result.lines()) == 9
    rule = tmp_path / "rule.py"
    rule.write_text(NEW_RULE)
    skip = ("--publish", "-s", "NEWSCRAWL_RIGHTS=skip", "-s", "USER_AGENT=mybot/1.0 (+https://bot.example/)")
    done = reclean(result.output, *skip, rule=rule)
    assert (done.returncode, len(result.lines())) == (0, 9), done.stderr
    assert "9 would give no article any more (rights-reserved)" in done.stdout
    other = reclean(result.output, *skip[:-1], "USER_AGENT=otherbot/1.0", rule=rule)  # the signal is not about this product
    assert "rights-reserved" not in other.stdout and len(result.lines()) > 9


@pytest.mark.parametrize(("args", "told"), [(("nobody",), "no spider named 'nobody'"), (("techpoint",), "no stored pages")])
def test_what_cannot_be_cleaned_again_is_wrong_usage(tmp_path: Path, args: tuple[str, ...], told: str) -> None:
    command = [sys.executable, "-m", "scrapy", "reclean", *args, "-s", f"NEWSCRAWL_OUTPUT_DIR={tmp_path}"]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert json.dumps(sorted(p.name for p in tmp_path.iterdir())) == "[]"


def test_a_removal_that_a_person_called_wrong_comes_back_and_stays(tmp_path: Path) -> None:
    """`reclean --publish` writes it as a revision; neither a further `reclean` nor a crawl that fetches the page again takes it out."""
    with GeneratedSite(8, seed=61, years=1, multi_page=0) as site:
        result = crawl("crawl", "techpoint", "-a", "since=all", base_url=site.url, output=tmp_path / "output")
        one, edit = max(((line, edit) for line in result.lines("edits") for edit in line["edits"]), key=lambda pair: len(pair[1]["text"]))
        verdict = {"source": "techpoint", "id": one["id"], "content_hash": "", **edit, "verdict": "wrong"}
        (result.output / "verdicts.jsonl").write_text(json.dumps(verdict) + "\n")
        shown = reclean(result.output)
        assert "1 articles change" in shown.stdout and f"+ {edit['text'][:100]}" in shown.stdout, shown.stdout + shown.stderr
        done = reclean(result.output, "--publish")
        assert "1 published as revisions" in done.stdout, done.stdout
        [record] = [record for record in result.lines() if record["id"] == one["id"] and record["revision"] == 2]
        validate(record)
        assert edit["text"] in record["text"]
        assert "0 articles change" in reclean(result.output).stdout
        again = crawl("crawl", "techpoint", "-a", "since=all", base_url=site.url, output=result.output)
        assert max(record["revision"] for record in again.lines() if record["id"] == one["id"]) == 2

        folder = tmp_path / "tests"
        line = ["verdicts", "--tests", str(folder), "-s", f"NEWSCRAWL_OUTPUT_DIR={result.output}"]
        told = warm.run(line, cwd=PROJECT, env=dict(os.environ), timeout=120)
        assert "1 pages in" in told.stdout, told.stdout + told.stderr
        [expected] = [json.loads(path.read_text()) for path in folder.glob("techpoint/*.json")]
        assert (expected["keep"], expected["remove"]) == ([edit["text"]], [])
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder / "test_verdicts_techpoint.py")]
        tested = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
        assert "1 failed" in tested.stdout  # the rules still remove the line: that is what the test is for
