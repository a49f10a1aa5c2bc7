"""What a page and its site say in machine-readable form about text and data mining, training and archiving. docs/rights.md has a reference
for each signal. Signals are recorded as they are stated; only those that are about mining or training decide `reserved`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from newscrawl.model import Page, Rights
from newscrawl.page.document.jsonld import LinkedData, read_linked_data
from newscrawl.page.document.meta import Head, decoded, read_head
from newscrawl.page.document.parse import Document
from newscrawl.page.rights.ai_crawlers import ai_crawler
from newscrawl.text import tidy

__all__ = ["merge_rights", "obeyed", "page_rights", "rights_of", "robots_rights", "tdmrep_rights"]

_MAX_SIGNALS: Final = 200
_MAX_SIGNAL: Final = 300  # characters
_MAX_ROBOTS: Final = 512_000  # bytes; RFC 9309 asks for at least 500 KiB
_MAX_TDMREP: Final = 1_000_000
_MAX_RULES: Final = 10_000

# Robots directives worth recording: what they say is about text, storage or models. `reserved` by noai alone.
_DIRECTIVES: Final = frozenset({"noai", "noimageai", "noindex", "noarchive", "nosnippet", "nocache", "none"})
# What forbids a copy or an excerpt, said to everybody or to us: no reservation of mining, and yet a dataset is nothing else.
_OF_COPIES: Final = re.compile(r"(?:noindex|none|noarchive|nocache|nosnippet)(?: for (?P<agent>[^()]+))? \((?:meta|x-robots-tag)\)")
_WITH_VALUE: Final = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_ROBOTS_METAS: Final = frozenset({
    "robots", "googlebot", "googlebot-news", "bingbot", "msnbot", "slurp", "yandex", "baiduspider", "duckduckbot", "teoma", "ia_archiver",
    "archive.org_bot", "newscrawl",
})  # fmt: skip
# Categories of draft-ietf-aipref-vocab and its predecessors that include training or mining.
_MINING: Final = frozenset({"train-ai", "train-genai", "genai", "ai", "tdm", "bots", "ai-train"})
_LICENSE_LINK = re.compile(r"<([^<>]{1,1000})>[^,]{0,200}?;\s*rel\s*=\s*\"?[^\",;]*\blicense\b", re.IGNORECASE)


@dataclass(slots=True)
class _Signals:
    """Signals as they are found; `stated` are the decisions on mining: True reserves it, False grants it."""

    seen: dict[str, None] = field(default_factory=dict)
    stated: list[bool] = field(default_factory=list)

    def add(self, text: str, source: str, *, reserves: bool | None = None) -> None:
        if len(self.seen) < _MAX_SIGNALS:
            self.seen.setdefault(f"{tidy(text)[:_MAX_SIGNAL]} ({source})")
        if reserves is not None:
            self.stated.append(reserves)

    def rights(self) -> Rights:
        return Rights(reserved=_decided(self.stated), signals=tuple(self.seen))


def _decided(stated: Iterable[bool | None]) -> bool | None:
    """A reservation anywhere holds; a grant holds where nobody reserves."""
    known = [s for s in stated if s is not None]
    return any(known) if known else None


def merge_rights(*rights: Rights) -> Rights:
    """The rights of one page from several places: all signals, and a reservation made anywhere."""
    signals = dict.fromkeys(signal for one in rights for signal in one.signals)
    return Rights(reserved=_decided(one.reserved for one in rights), signals=tuple(signals)[: 2 * _MAX_SIGNALS])


def obeyed(rights: Rights, product_token: str) -> tuple[str, ...]:
    """The signals that keep a page out of a dataset whose maker obeys what is stated: all, where mining or training is reserved; else
    those that forbid a copy or an excerpt to everybody or to `product_token`. Empty: nothing does."""
    if rights.reserved:
        return rights.signals
    copies = ((signal, _OF_COPIES.fullmatch(signal)) for signal in rights.signals)
    return tuple(signal for signal, found in copies if found and found["agent"] in (None, product_token.lower()))


def page_rights(document: Document, page: Page) -> Rights:
    """The rights that a page's own headers and markup state."""
    head = read_head(document.tree)
    return rights_of(page, head, read_linked_data(head.scripts))


def rights_of(page: Page, head: Head, linked: LinkedData) -> Rights:
    """`page_rights` for a page whose head and JSON-LD have been read."""
    found = _Signals()
    _read_tdm(page, head, found)
    _read_headers(page, found)
    _read_metas(head, found)
    for link in head.links.get("license", ()):
        found.add(f"license: {link.href}", "link")
    for key in ("license", "usageInfo"):
        for node in linked.about:
            for text in linked.strings(node, key)[:3]:
                found.add(f"{key}: {decoded(text)}", "json-ld")
    return found.rights()


def _read_headers(page: Page, found: _Signals) -> None:
    for name, value in page.headers:
        name = name.lower()
        if name == "x-robots-tag":
            _read_robots_tag(value, found)
        elif name in ("content-signal", "content-usage"):
            _read_preferences(name, value, "header", found)
        elif name == "link":
            for url in _LICENSE_LINK.findall(value[:5_000]):
                found.add(f"license: {url}", "link header")


def _read_metas(head: Head, found: _Signals) -> None:
    for name, values in head.metas.items():
        if name in _ROBOTS_METAS or ai_crawler(name):
            for directive in _directives(",".join(values)):
                about = "" if name == "robots" else f" for {name}"
                found.add(directive + about, "meta", reserves=True if directive == "noai" else None)
        elif name in ("content-signal", "content-usage"):
            for value in values:
                _read_preferences(name, value, "meta", found)


def _read_tdm(page: Page, head: Head, found: _Signals) -> None:
    """TDMRep: what the markup states takes the place of what the header states."""
    decided: bool | None = None
    headers = [(n.lower(), v.strip()) for n, v in page.headers if n.lower() in ("tdm-reservation", "tdm-policy")]
    metas = [(name, value.strip()) for name in ("tdm-reservation", "tdm-policy") for value in head.metas.get(name, ())]
    for source, stated in (("header", headers), ("meta", metas)):
        for name, value in stated:
            found.add(f"{name}: {value}", source)
            if name == "tdm-reservation" and value in ("0", "1"):
                decided = value == "1"
    if decided is not None:
        found.stated.append(decided)


def _directives(value: str) -> list[str]:
    return [d for part in re.split(r"[,;\s]+", value.lower()[:2_000]) if (d := part.strip()) in _DIRECTIVES]


def _read_robots_tag(value: str, found: _Signals) -> None:
    """`X-Robots-Tag: noai, googlebot: noarchive, noindex`: an agent's name stands for all directives behind it."""
    agent = ""
    for part in value[:2_000].split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip().lower() not in _WITH_VALUE:
            agent, part = name.strip().lower(), rest
        for directive in _directives(part):
            found.add(directive + (f" for {agent}" if agent else ""), "x-robots-tag", reserves=True if directive == "noai" else None)


def _read_preferences(name: str, value: str, source: str, found: _Signals) -> None:
    """`ai-train=no, search=yes` (Content-Signal) and `train-ai=n` (Content-Usage): one signal for each."""
    for key, answer in _preferences(value):
        no = answer in ("no", "n", "?0")
        yes = answer in ("yes", "y", "?1")
        found.add(f"{name}: {key}={answer}", source, reserves=no if key in _MINING and (no or yes) else None)


def _preferences(value: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"[,;]", value[:2_000]):
        key, equals, answer = part.strip().lower().partition("=")
        if equals and re.fullmatch(r"[a-z][a-z0-9-]{0,40}", key.strip()):
            yield key.strip(), answer.strip()[:40]


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    disallows: list[str] = field(default_factory=list)
    allows: list[str] = field(default_factory=list)
    preferences: list[tuple[str, str]] = field(default_factory=list)


def robots_rights(body: bytes, product_token: str) -> Rights:
    """What a robots.txt says about AI: groups that shut AI crawlers out of everything, and the Content-Signal and Content-Usage lines that
    hold for `product_token` (its group, else the group of `*`, and lines before any group)."""
    groups, found = _groups(body), _Signals()
    for group in groups:
        if _shuts_out(group):
            for name in dict.fromkeys(n for agent in group.agents if (n := ai_crawler(agent))):
                found.add(f"{name}: Disallow: /", "robots.txt", reserves=True)
    own = [g for g in groups if product_token.lower() in (a.lower() for a in g.agents)] or [g for g in groups if "*" in g.agents]
    for group in [g for g in groups if not g.agents] + own:
        for name, value in group.preferences:
            path = value.split(" ", 1)[0] if value.startswith("/") else ""
            if path in ("", "/"):
                _read_preferences(name, value.removeprefix(path), "robots.txt", found)
            else:
                found.add(f"{name}: {value}", "robots.txt")  # for a part of the site: recorded, not decided
    return found.rights()


def _shuts_out(group: _Group) -> bool:
    return any(p in ("/", "/*", "*") for p in group.disallows) and not any(p in ("/", "/*", "*") for p in group.allows)


def _groups(body: bytes) -> list[_Group]:
    """The groups of a robots.txt; the first has no agents and holds what stands before all others."""
    body = body[:_MAX_ROBOTS]
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    groups, in_agents = [_Group()], False
    for line in body.decode(encoding, "replace").replace("\0", "").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon or not value:
            continue
        if key in ("user-agent", "useragent", "user agent"):
            if not in_agents:
                if len(groups) >= _MAX_RULES:
                    break
                groups.append(_Group())
            groups[-1].agents.append(value)
            in_agents = True
            continue
        if key in ("disallow", "allow", "content-signal", "content-usage", "crawl-delay"):
            in_agents = False
        if key == "disallow":
            groups[-1].disallows.append(value)
        elif key == "allow":
            groups[-1].allows.append(value)
        elif key in ("content-signal", "content-usage"):
            groups[-1].preferences.append((key, value[:2_000]))
    return groups


def tdmrep_rights(body: bytes, path: str) -> Rights:
    """What `/.well-known/tdmrep.json` says of one path: the first rule whose location matches, as the specification has it."""
    found = _Signals()
    for rule in _rules(body):
        if not isinstance(rule, dict) or not isinstance(location := rule.get("location"), str) or not _matches(location[:2_000], path):
            continue
        value = rule.get("tdm-reservation")
        stated = str(int(value)) if isinstance(value, bool | int | float) and value in (0, 1) else str(value).strip()
        found.add(f"tdm-reservation: {stated}", "tdmrep.json", reserves=stated == "1" if stated in ("0", "1") else None)
        if isinstance(policy := rule.get("tdm-policy"), str):
            found.add(f"tdm-policy: {policy}", "tdmrep.json")
        break
    return found.rights()


def _rules(body: bytes) -> Sequence[object]:
    if len(body) > _MAX_TDMREP:
        return ()
    try:
        rules = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    return rules[:_MAX_RULES] if isinstance(rules, list) else [rules] if isinstance(rules, dict) else ()


def _matches(pattern: str, path: str) -> bool:
    """A robots.txt pattern: a prefix with `*` for anything and `$` for the end. Without regular expressions: linear for any pattern."""
    anchored = pattern.endswith("$")
    pieces = _unescaped(pattern.removesuffix("$")).split("*")
    path = _unescaped(path[:4_000])
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 1):
        if anchored and number == len(pieces) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        where = path.find(piece, at)
        if where < 0:
            return False
        at = where + len(piece)
    return at == len(path) if anchored else True


def _unescaped(text: str) -> str:
    """Escapes of letters, digits and `-._~` decoded; all others stay, in upper case (RFC 3986, 6.2.2)."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", one, text)
