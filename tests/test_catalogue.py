"""The table of sites: what ships keeps its schema and its evidence; how entries are found, chosen, written, and read as OPML."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from scrapy.settings import Settings

from newscrawl.catalogue import opml
from newscrawl.catalogue.entry import SCHEMA, checked_entry, entry_toml
from newscrawl.catalogue.selection import Shard, Where, names_in
from newscrawl.catalogue.toml_files import COUNTRIES, Catalogue, write_entry
from newscrawl.errors import UsageError
from newscrawl.spiders.loader import CatalogueLoader

PROJECT = Path(__file__).parents[1]
FILES = sorted(COUNTRIES.glob("*.toml"))
RULES = json.loads(SCHEMA.read_text("utf-8"))
OWN = """\
# Sites of ours.
[gazette]
# The feed moved in May.
title = "The Gazette"
home = "https://gazette.example/"
feeds = ["/feed/"]
layouts = [{ until = 2019-04-30, body = "//main" }]

# The other.
[techcabal]
title = "Ours"
home = "https://techcabal.example/"
"""


def plain(value: object) -> object:
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_ships_keeps_the_schema(path: Path) -> None:
    tables = tomllib.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator(RULES).validate(plain(tables))
    shipped = jsonschema.Draft202012Validator({"$ref": "#/$defs/shipped", "$defs": RULES["$defs"]})
    for name, table in tables.items():
        shipped.validate(plain(table))
        assert table.get("country", "none").lower() == path.stem
        assert checked_entry(name, table, path).site.name == name
        assert entry_toml(name, table) in path.read_text("utf-8"), "an entry is written as `scrapy doctor` would write it"


def test_at_least_150_sites_ship_each_with_its_evidence_and_no_two_of_a_name_or_a_home() -> None:
    entries = list(Catalogue().entries())
    assert len(entries) >= 160
    assert Counter(entry.evidence for entry in entries)["good"] >= 149
    for values in ([entry.name for entry in entries], [entry.site.home for entry in entries]):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    assert all(entry.site.feeds and entry.source and entry.date for entry in entries)


def test_one_entry_is_found_without_parsing_the_other_countries(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: parsed.append(text) or loads(text))
    catalogue = Catalogue()
    found = catalogue.find("techcabal")
    assert found is not None and found.country == "NG" and len(parsed) == 1
    assert catalogue.find("nobody") is None and catalogue.find("title") is None
    assert sorted(entry.name for entry in catalogue.entries()) == catalogue.names()


def test_a_python_spider_is_started_without_the_table() -> None:
    code = (
        "import sys; from scrapy.utils.project import get_project_settings as s; from scrapy.spiderloader import get_spider_loader as g;"
        "print(g(s()).load('techpoint').site.home, {'newscrawl.catalogue.toml_files', 'tomllib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout == "https://techpointmag.com/ set()\n"


def test_no_command_loads_the_table_before_it_is_asked_for() -> None:
    code = (
        "import sys; from pkgutil import iter_modules; from importlib import import_module as load; import newscrawl.commands as c;"
        "[load('newscrawl.commands.' + m.name) for m in iter_modules(c.__path__)];"
        "print({'newscrawl.catalogue.entry', 'newscrawl.doctor.examine', 'newscrawl.discover.address_list', 'tomllib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout == "set()\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "sites.toml"
    path.write_text(OWN)
    return path


def loader(own: Path) -> CatalogueLoader:
    return CatalogueLoader(Settings({"SPIDER_MODULES": ["newscrawl.spiders"], "NEWSCRAWL_SITES": str(own)}))


def test_own_entries_add_and_replace_and_a_python_spider_wins(own: Path) -> None:
    own.write_text(OWN + '[techpoint]\ntitle = "Not this"\nhome = "https://no.example/"\n')
    found = loader(own)
    assert found.load("techcabal").site.title == "Ours"
    assert found.load("gazette").site.layouts[0].body == "//main"
    assert found.load("techpoint").site.title == "Tech Point Magazine"
    assert {"gazette", "auto", "techpoint", "techweez"} <= set(found.list())
    assert sorted(found.written()) == ["gazette", "techcabal", "techpoint"]
    assert [entry.site.title for entry in found.entries() if entry.name in ("techpoint", "techcabal")] == ["Tech Point Magazine", "Ours"]
    with pytest.raises(KeyError):
        found.load("nobody")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x", "is no TOML"),
        ("a = " + "[" * 5000, "is no TOML"),
        ('[x]\ntitle = "X"', '[x]: "home" is a required property'),
        ('[x]\ntitle = "X"\nhome = "ftp://x.example"', "[x] home: "),
        ('[x]\ntitle = "X"\nhome = "https://name:word@x.example/"', "[x] home: "),
        ('[x]\ntitle = "X"\nhome = "https://x.example/"\nfeed = ["/feed"]', "[x]: Additional properties"),
        ('[x]\ntitle = "X"\nhome = "https://x.example/"\nfeeds = "/feed"', "[x] feeds: "),
        ('[x]\ntitle = "X"\nhome = "https://x.example/"\narticles = ["("]', "[x]: '(' is no regular expression"),
        ('[x]\ntitle = "X"\nhome = "https://x.example/"\ntimezone = "Africa/Nowhere"', "Africa/Nowhere"),
        ("x = 1", "[x]: 1 is not of type"),
    ],
)
def test_what_is_wrong_in_the_own_file_is_one_line(own: Path, text: str, said: str) -> None:
    own.write_text(text)
    with pytest.raises(UsageError) as raised:
        list(loader(own).entries()), loader(own).load("x")
    assert said in str(raised.value) and str(own) in str(raised.value) and "\n" not in str(raised.value)


def test_an_entry_is_written_into_its_place_and_all_else_stays(own: Path) -> None:
    write_entry(own, "gazette", {"title": 'The "📰" \x7f Gazette', "home": "https://gazette.example/", "feeds": ["/rss"]})
    text = own.read_text("utf-8")
    assert text.startswith("# Sites of ours.\n# The feed moved in May.\n[gazette]\n") and "\n# The other.\n[techcabal]\n" in text
    write_entry(own, "third", {"title": "Third", "home": "https://third.example/"})
    tables = tomllib.loads(own.read_text("utf-8"))
    assert list(tables) == ["gazette", "techcabal", "third"]
    assert tables["gazette"] == {"title": 'The "📰" \x7f Gazette', "home": "https://gazette.example/", "feeds": ["/rss"]}


def test_an_entry_in_a_form_that_cannot_be_replaced_is_left(own: Path) -> None:
    own.write_text('x = { title = "X", home = "https://x.example/" }\n')
    with pytest.raises(UsageError, match="by hand"):
        write_entry(own, "x", {"title": "Y", "home": "https://x.example/"})
    assert own.read_text().startswith("x = {")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["country=ng", "evidence=good"], {"techcabal", "technext"}),
        (["country=NG,KE", "topic=cabal"], {"techcabal"}),
        (["language=pt"], {"tecnoblog"}),
        (["name=techweez"], {"techweez"}),
    ],
)
def test_sites_are_chosen_by_what_their_entries_say(given: list[str], names: set[str]) -> None:
    where = Where.parse(given)
    found = {entry.name for entry in Catalogue().entries() if where.holds(entry)}
    assert names <= found and len(found) < 30


@pytest.mark.parametrize("given", ["country", "country=", "colour=red", "evidence=hearsay", "=x"])
def test_a_condition_that_says_nothing_is_refused(given: str) -> None:
    with pytest.raises(UsageError):
        Where.parse([given])


def test_each_site_has_one_share_and_a_further_machine_moves_only_its_own() -> None:
    names = [f"site{number}" for number in range(2000)]
    of = {count: {name: next(i for i in range(1, count + 1) if Shard(i, count).holds(name)) for name in names} for count in (4, 5)}
    sizes = Counter(of[5].values())
    assert set(sizes) == {1, 2, 3, 4, 5} and all(300 < size < 500 for size in sizes.values())
    assert {of[5][name] for name in names if of[4][name] != of[5][name]} == {5}


@pytest.mark.parametrize("given", ["0/4", "5/4", "3", "a/b", "1/0", "-1/4"])
def test_what_is_no_share_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="3/16"):
        Shard.parse(given)


def test_names_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_text("# ours\nalpha\n\nbeta  # the second\nalpha\n")
    assert names_in(path) == ["alpha", "beta"]
    path.write_text("# none\n")
    with pytest.raises(UsageError, match="names no site"):
        names_in(path)


def test_opml_goes_out_and_comes_in_as_the_same_sites() -> None:
    entries = list(Catalogue().entries())
    read = dict(opml.opml_entries(opml.opml_of(entries), []))
    assert {table["home"] for table in read.values()} >= {entry.site.home for entry in entries if entry.site.home.count("/") == 3}
    for name, table in read.items():
        checked_entry(name, table, Path("read.opml"))


OPML = """<opml version="1.0"><head/><body><outline text="Folder"><outline text="A &amp; B" xmlUrl="https://www.a.example/rss"/>
<outline type="rss" title="A2" text="x" xmlUrl="https://www.a.example/two" htmlUrl="https://www.a.example/blog/"/></outline>
<outline text="Burned" xmlUrl="https://feeds.feedburner.com/burned"/><outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="B" XMLURL="http://b.example:8080/feed" htmlurl="HTTP://B.example:8080"/></body></opml>"""


def test_opml_of_other_readers_is_read() -> None:
    assert dict(opml.opml_entries(OPML.encode(), ["b"])) == {
        "a": {"title": "A & B", "home": "https://www.a.example/", "feeds": ["/rss", "/two"], "source": "OPML"},
        "b_2": {"title": "B", "home": "http://b.example:8080/", "feeds": ["/feed"], "source": "OPML"},
    }


@pytest.mark.parametrize("markup", [b"", b"text", b"<rss/>", b"<opml/>", b"\x00\xff"])
def test_what_is_no_opml_is_said(markup: bytes) -> None:
    with pytest.raises(UsageError, match="OPML"):
        list(opml.opml_entries(markup, []))


def readme_table() -> list[str]:
    """A row a country: its sites, those with less evidence in italics."""
    rows: dict[str, list[str]] = {}
    for entry in Catalogue().entries():
        rows.setdefault(entry.country or "none", []).append(entry.name if entry.evidence == "good" else f"*{entry.name}*")
    return [f"| {country} | {len(names)} | {', '.join(names)} |" for country, names in sorted(rows.items())]


def test_the_readme_names_all_sites_by_country_with_their_evidence() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8").splitlines()
    missing = [row for row in readme_table() if row not in readme]
    assert missing == [], "put these rows into README.md"
