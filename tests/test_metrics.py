"""Prometheus' text file: read by its own client, shared by sites, whole or not written."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newscrawl.errors import OutputError
from newscrawl.extensions.metrics import samples, update

STATS = {
    "newscrawl/articles/written": 12,
    "newscrawl/rejected/soft-404": 2,
    "downloader/response_status_count/200": 30,
    "newscrawl/newest_article": 1_790_000_000,
}


def read(path: Path) -> dict[tuple[str, ...], float]:
    found = {}
    for family in text_string_to_metric_families(path.read_text("utf-8")):
        assert family.documentation
        for sample in family.samples:
            found[(sample.name, *sample.labels.values())] = sample.value
    return found


def run(path: Path, site: str, status: int = 0, at: float = 1_790_000_100.0, **more: int) -> None:
    update(path, site, samples(site, status, {**STATS, **more}, ended=at, seconds=61.25))


def test_the_figures_of_a_run(tmp_path: Path) -> None:
    run(tmp_path / "n.prom", "gazette")
    assert read(tmp_path / "n.prom") == {
        ("newscrawl_last_run_timestamp_seconds", "gazette"): 1_790_000_100,
        ("newscrawl_last_success_timestamp_seconds", "gazette"): 1_790_000_100,
        ("newscrawl_run_seconds", "gazette"): 61.2,
        ("newscrawl_exit_status", "gazette"): 0,
        ("newscrawl_newest_article_timestamp_seconds", "gazette"): 1_790_000_000,
        ("newscrawl_articles", "gazette", "written"): 12,
        ("newscrawl_responses", "gazette", "200"): 30,
        ("newscrawl_rejected", "gazette", "soft-404"): 2,
    }


def test_sites_share_a_file_and_a_run_replaces_its_own_lines(tmp_path: Path) -> None:
    path = tmp_path / "n.prom"
    run(path, "gazette")
    run(path, "herald")
    update(path, "gazette", samples("gazette", 3, {"newscrawl/articles/revision": 1}, ended=1_790_009_000, seconds=1))
    found = read(path)
    assert found["newscrawl_articles", "herald", "written"] == 12
    assert ("newscrawl_articles", "gazette", "written") not in found
    assert found["newscrawl_articles", "gazette", "revision"] == 1
    assert found["newscrawl_exit_status", "gazette"] == 3
    assert found["newscrawl_last_success_timestamp_seconds", "gazette"] == 1_790_000_100, "of the healthy run before"
    assert found["newscrawl_newest_article_timestamp_seconds", "gazette"] == 1_790_000_000


def test_names_are_escaped_and_foreign_lines_go(tmp_path: Path) -> None:
    path = tmp_path / "n.prom"
    path.write_text('garbage\nnewscrawl_exit_status{site="a"} nonsense\nother_metric{site="a"} 1\n')
    run(path, 'a "b" \\ c')
    assert {name[1] for name in read(path)} == {'a "b" \\ c'}
    run(path, 'a "b" \\ c', at=1_790_000_200.0)
    assert read(path)["newscrawl_last_run_timestamp_seconds", 'a "b" \\ c'] == 1_790_000_200


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"NEWSCRAWL_METRICS: .* cannot be written"):
        run(tmp_path / "none" / "n.prom", "gazette")
