"""The program `newscrawl`: every command from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from demo.generated import GeneratedSite
from newscrawl.commands.main import with_output

ROOT = Path(__file__).parents[2]


def newscrawl(*args: str, cwd: Path, program: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    program = program or (sys.executable, "-c", "from newscrawl.commands.main import main; main()")
    env = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    return subprocess.run([*program, *args], cwd=cwd, env=env, capture_output=True, text=True, timeout=180)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["crawl", "a", "--output", "there"], ["crawl", "a", "-s", "NEWSCRAWL_OUTPUT_DIR=there"]),
        (["export", "--output=x y", "a"], ["export", "-s", "NEWSCRAWL_OUTPUT_DIR=x y", "a"]),
        (["crawl", "a", "-o", "items.jsonl"], ["crawl", "a", "-o", "items.jsonl"]),
        (["clean", "--", "--output"], ["clean", "--", "--output"]),
    ],
)
def test_the_output_folder_is_an_option_of_every_command(given: list[str], taken: list[str]) -> None:
    assert with_output(given) == taken


def test_it_says_what_it_is_and_what_it_can_do(tmp_path: Path) -> None:
    assert newscrawl("--version", cwd=tmp_path).stdout.startswith("newscrawl ")
    shown = newscrawl(cwd=tmp_path)
    assert shown.returncode == 0
    for command in ("crawl", "export", "report", "explain", "verify", "init", "list"):
        assert f"\n  {command} " in shown.stdout
    assert newscrawl("crawl", "--help", cwd=tmp_path).stdout.startswith("Usage\n=====\n  newscrawl crawl")


@pytest.mark.parametrize("wrong", [["crawl", "--output"], ["crawl", "--output="], ["nosuch"], ["crawl"]])
def test_a_wrong_call_ends_with_2(tmp_path: Path, wrong: list[str]) -> None:
    done = newscrawl(*wrong, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_crawl_and_an_export_from_an_empty_folder(tmp_path: Path) -> None:
    with GeneratedSite(6, seed=71) as site:
        done = newscrawl("crawl", "auto", "-a", f"url={site.url}", "--output", "there", "-s", "DOWNLOAD_DELAY=0", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [folder] = [path for path in (tmp_path / "there").iterdir() if path.is_dir() and path.name[0] != "."]
    assert newscrawl("export", folder.name, "--output", "there", "--folder", "all", cwd=tmp_path).returncode == 0
    assert (tmp_path / "all" / "README.md").exists()


def test_a_folder_of_ones_own_is_made_once_and_its_settings_hold(tmp_path: Path) -> None:
    assert newscrawl("init", "mine", cwd=tmp_path).returncode == 0
    again = newscrawl("init", "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    settings = tmp_path / "mine" / "settings.py"
    settings.write_text(settings.read_text().replace('"output"', '"elsewhere"'))
    shown = newscrawl("settings", "--get", "NEWSCRAWL_OUTPUT_DIR", cwd=tmp_path / "mine")
    assert shown.stdout.strip() == "elsewhere"
    assert "techpoint" in newscrawl("list", cwd=tmp_path / "mine").stdout


def test_a_project_without_our_settings_is_told_what_to_add(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = theirs\n")
    (tmp_path / "theirs.py").write_text("BOT_NAME = 'theirs'\n")
    done = newscrawl("export", "a", cwd=tmp_path)
    assert done.returncode == 2
    assert "from newscrawl.settings import *" in done.stderr


@pytest.mark.heavy
def test_the_wheel_works_in_an_empty_environment_outside_the_clone(tmp_path: Path) -> None:
    online = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # without the guard: packages come from an index
    build = [sys.executable, "-m", "build", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, env=online)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    assert list((tmp_path / "dist").glob("*.tar.gz"))
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    installed = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, env=online)
    assert installed.returncode == 0, installed.stderr
    with GeneratedSite(6, seed=72) as site:
        program = (str(tmp_path / "env" / "bin" / "newscrawl"),)
        done = newscrawl("crawl", "auto", "-a", f"url={site.url}", "-s", "DOWNLOAD_DELAY=0", cwd=tmp_path, program=program)
        assert done.returncode == 0, done.stderr
        assert "6 new" in done.stderr or len(list(site.truths())) != 6
    assert list((tmp_path / "output").glob("*/articles-*.jsonl"))
