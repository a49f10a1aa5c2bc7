"""`browse` and the report in a real browser: Chromium as Debian has it, driven by Playwright. Labels and contrast by axe-core 4 (npm)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.health.report import all_sites, page
from tests.browse.folder import FIRST, LOST, SECOND, edit, record, run
from tests.browse.stored import store

pytestmark = pytest.mark.heavy
PROJECT = Path(__file__).parents[2]
AXE = PROJECT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
BAD = '"><script>document.title="hacked"</script><img src=x onerror="document.title=\'hacked\'">'
STORED = f"<html><body><h1>Bridges</h1><p>One.</p><p>{LOST}</p><p>Two.</p><script>top.document.title='hacked'</script></body></html>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = run(
        tmp_path,
        *(record(f"n{n}", text=f"Number {n} of the bridges.", date_published=f"2026-10-{n + 1:02}T08:00:00Z") for n in range(9)),
        record("b", title=BAD, text=f"{BAD}\n\nmore", authors=[BAD], url="javascript:alert(1)"),
        edits={"b": [edit(BAD, 0, rule=BAD)]},
        rejected=[{"url": "https://mag.example/c", "reason": "too-short", "detail": "9 words"}],
    )
    file, offset = store(folder, FIRST, {"https://mag.example/a": STORED})
    article = record("a", title="Bridges of Oran", text="One.\n\nTwo.\n\nThree.")
    article["fetch"] |= {"warc_file": file, "warc_offset": offset}
    run(tmp_path, article, run_id=SECOND, edits={"a": [edit(LOST, 1), edit("Share this", 4)]})
    return tmp_path


@pytest.fixture
def address(output: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "scrapy", "browse", "--no-open", "--port", "0", "-s", f"NEWSCRAWL_OUTPUT_DIR={output}"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()
        server.wait(20)


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A tab that may load from loopback alone; what its console says, and what it asked elsewhere, fails the test."""
    context = chromium.new_context()
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if request.url.startswith(("http://127.0.0.1:", "file:")) else trouble.append(request.url))
    yield opened
    context.close()
    assert trouble == []


def test_search_and_strike_through(tab: Any, address: str) -> None:
    tab.goto(address)
    tab.fill("#q", "oran")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.locator(".rows h2").all_text_contents() == ["Bridges of Oran"]
    with tab.expect_navigation():
        tab.click(".rows h2 a")
    struck = tab.locator("del .said")
    assert struck.all_text_contents() == [LOST, "Share this"]
    assert struck.first.evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    frame = tab.frame_locator("iframe")
    frame.locator("[data-cut]").first.wait_for()
    assert frame.locator("[data-cut]").all_text_contents() == [LOST]
    assert tab.evaluate("document.querySelector('iframe').contentDocument") is None  # another origin: it reaches nothing of ours


def test_markup_of_strangers_is_text(tab: Any, address: str) -> None:
    for path in ("", "article/mag/b", "removed", f"removed?rule={BAD}", "left-out", f"?q={BAD}"):
        tab.goto(address + path)
        assert tab.title() != "hacked"
        assert tab.locator("img").count() == 0
    tab.goto(address + "article/mag/b")
    assert tab.locator("h1").text_content() == BAD


def test_keys_walk_search_and_judge(tab: Any, address: str, output: Path) -> None:
    tab.goto(address)
    for key in "jjjk":
        tab.keyboard.press(key)
    assert tab.evaluate("[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)") == 1
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.type("jk?")  # in a field, letters are letters
    assert tab.input_value("#q") == "jk?"
    tab.keyboard.press("Escape")
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("?")
    assert tab.locator("dialog").is_visible()
    tab.keyboard.press("?")
    assert not tab.locator("dialog").is_visible()
    tab.goto(address + "article/mag/a")
    tab.keyboard.press("j")
    with tab.expect_navigation():
        tab.keyboard.press("w")
    assert tab.locator("#cut-0 [aria-pressed=true]").all_text_contents() == ["wrong"]
    assert '"verdict":"wrong"' in (output / "verdicts.jsonl").read_text()
    with tab.expect_navigation():
        tab.keyboard.press("u")
    assert tab.locator("[aria-pressed=true]").count() == 0


def test_a_verdict_and_a_takedown_need_no_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address + "article/mag/a")
    opened.locator("#cut-0 button[value=wrong]").click()
    assert opened.locator("#cut-0 button[aria-pressed=true]").all_text_contents() == ["wrong"]
    opened.get_by_role("button", name="Take down").click()
    assert opened.get_by_text("Taken down").is_visible()
    opened.get_by_role("button", name="Undo the takedown").click()
    assert opened.get_by_role("button", name="Take down").is_visible()
    context.close()


PAGES = ("", "?q=bridges", "article/mag/a", "removed", "removed?rule=dom-related", "left-out", "left-out/1", "runs", "article/mag/nothing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_labels_contrast_and_width(chromium: Any, address: str, output: Path, scheme: str, width: int) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core here: npm install --prefix .venv/npm axe-core@4")
    now = datetime(2026, 11, 25, tzinfo=UTC)
    (output / "mag" / "report.html").write_text(page(output / "mag", "mag", None, now), "utf-8")
    (output / "report.html").write_text(all_sites(output, now), "utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    found = []
    for where in (*(address + path for path in PAGES), (output / "mag" / "report.html").as_uri(), (output / "report.html").as_uri()):
        opened.goto(where)
        opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wide = opened.evaluate("document.documentElement.scrollWidth")
        found += [f"{where}: {wide} px wide"] if wide > width else []
        opened.add_script_tag(path=str(AXE))
        told = opened.evaluate("axe.run(document, {iframes: false})")
        found += [
            f"{where}: {one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}" for one in told["violations"]
        ]
    context.close()
    assert found == []
