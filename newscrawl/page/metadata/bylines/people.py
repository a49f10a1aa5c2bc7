"""Names of people out of bylines: without "By", roles, places, addresses, dates; newsrooms and agencies told from people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from newscrawl.page.document.meta import plain
from newscrawl.page.metadata.bylines.byline_words import (
    ADDRESS,
    AGENCY,
    BY,
    BY_CAPITAL,
    CREDENTIAL,
    DATED,
    NETWORKS,
    NOBODY,
    ORGANIZATION,
    OTHERS,
    PARTICLES,
    ROLE,
    WRITTEN_BY,
)
from newscrawl.text import fold
from newscrawl.urls import is_http

__all__ = ["Byline", "as_written", "read_names"]

_MAX_VALUES: Final = 60
_MAX_PEOPLE: Final = 40

_INVERTED = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w’'-]+, [A-ZÀ-ÞĀ-Ž][^\W\d_]+[\w’'-]*(?: [A-Z]\.?){0,2}")
_SUFFIX = re.compile(r",\s*(jr\.?|sr\.?|ii|iii|iv)(?=\s*(?:,|;|$|\sand\s))", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:in|for|from|at|aus|für|desde|of the|with additional|,? via|special to)\s+\S.*$")
_HARD = re.compile(r"\s*(?:;|\||•|·|、|，|⁄|\n|\s[-–—/]\s|\s{2,})\s*|(?<=\w\w\w)/(?=[A-ZÀ-Þ]\w+\s[A-ZÀ-Þ])")
_AND = re.compile(r",?\s+(?:and|und|with|mit|och|og|ja|и|та|&|\+)\s+|,?\s*&\s*", re.IGNORECASE)
_AND_BETWEEN_FULL_NAMES = re.compile(r",?\s+(?:y|e|et|en|ve|i|a|és|și|dan|va|dhe|és)\s+")
_ACCOUNT = re.compile(
    r"[a-z]+(?:[._-][a-z0-9]+)+|\w+_\w+|[a-z]*\d+\w*|[A-Z][a-z]+[A-Z]"
)  # a login name: kept only where nobody has a better one
_ROLE_BEHIND = re.compile(
    r"\s*(?:선임기자|기자|특파원|논설위원|記者|记者)$|"
    r"(?<=\w)(?:\s+(?:staff|senior|contributing|guest|chief|news))*\s+(?:writer|reporter|editor|correspondent|columnist|contributor|journalist)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\w['’]s ")  # "Children's Hospital", "The Example's Editorial Standards"
_LEADING_ON: Final = frozenset({"more", "about", "view", "see", "read", "learn", "all", "meet", "follow", "in", "this", "why", "how"})
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Byline:
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


def read_names(values: Iterable[str], *, language: str | None = None, site_names: Collection[str] = (), loose: bool = False) -> Byline:
    """People and organizations that these lines name, in order, each once. `loose` lines come out of running text: there a name must be
    written like one."""
    base = (language or "").partition("-")[0]
    own = {s for name in site_names for s in (_squashed(name), _squashed(name.split(".")[0]) if " " not in name else "")} - {""}
    people: dict[str, str] = {}
    organizations: dict[str, str] = {}
    for value in list(values)[:_MAX_VALUES]:
        if not value or len(value) > 400:
            continue
        signed = any(f"www.{domain}" in value.lower() or f"({domain}" in value.lower() for domain in site_names if "." in domain)
        for name in _split(_trimmed(plain(value), base), own):
            key = fold(name)
            if key in NOBODY or NETWORKS.issuperset(key.split()) or len(name) > 80 or not re.search(r"[^\W\d_]", name):
                continue
            if signed or _squashed(name) in own or _is_organization(name) or _ACCOUNT.fullmatch(name):
                organizations.setdefault(key, name)
            elif _is_name(name) and (not loose or _is_written_like_a_name(name)):
                people.setdefault(key, name)
    return Byline(_without_echoes(people), tuple(organizations.values())[:_MAX_PEOPLE])


def as_written(names: Iterable[str]) -> tuple[str, ...]:
    """Names of organizations as they are given, without those that name nobody."""
    tidied = {fold(name): name for name in reversed([plain(n) for n in list(names)[:_MAX_PEOPLE] if len(n) <= 200]) if not is_http(name)}
    return tuple(name for key, name in reversed(tidied.items()) if key not in NOBODY)


def _without_echoes(people: dict[str, str]) -> tuple[str, ...]:
    """A byline's element and the elements in it give a name twice: with a role behind it, or by the surname alone."""
    keys = list(people)[:_MAX_PEOPLE]
    kept = []
    for key in keys:
        others = [other for other in keys if other != key]
        with_role = any(" " in other and key.startswith(other + " ") for other in others)
        surname = " " not in key and any(other.endswith(" " + key) for other in others)
        if not with_role and not surname:
            kept.append(people[key])
    return tuple(kept)


def _is_organization(name: str) -> bool:
    return bool(ORGANIZATION.search(name) or AGENCY.search(name) or _POSSESSIVE.search(name))


def _is_written_like_a_name(name: str) -> bool:
    words = name.split()
    if words[0].lower() in _LEADING_ON:
        return False
    capitals = [w for w in words if w.lower() not in PARTICLES]
    return bool(capitals) and not any(w[0].islower() for w in capitals) and len(words) <= 5


def _squashed(name: str) -> str:
    return fold(name).replace(" ", "").removeprefix("www")


def _trimmed(text: str, language: str) -> str:
    """The line without introduction, addresses and dates."""
    text = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", text)
    text = DATED.sub("", OTHERS.sub("", ADDRESS.sub(" ", text)))
    text = _SUFFIX.sub(r" \1", text)
    for _ in range(3):
        shorter = BY.sub("", WRITTEN_BY.sub("", text.strip(" ,;:|-–—•·*\t")))
        if capital := BY_CAPITAL.get(language):
            shorter = capital.sub("", shorter)
        if shorter == text:
            break
        text = shorter
    return text


def _split(text: str, own: Collection[str]) -> list[str]:
    """One name each. What a comma separates is a name, or a role or place of the name before it."""
    names: list[str] = []
    for piece in _HARD.split(text):
        if not piece or _squashed(piece) in own:
            names.append(piece or "")
        elif not (names and _ends_with_role(piece)):
            for line in _and_split(_without_role(piece)):
                names += _comma_split(line)
    return [_cleaned(name) for name in names]


def _ends_with_role(piece: str) -> bool:
    return ROLE.fullmatch(piece.split()[-1]) is not None


def _without_role(piece: str) -> str:
    """ "Jane Doe, Home and Garden Expert" without what stands behind the one comma: an "and" in a role parts no names."""
    name, comma, role = piece.partition(",")
    return name if comma and "," not in role and role.strip() and _ends_with_role(role) else piece


def _and_split(line: str) -> list[str]:
    if _is_organization(line) and "," not in line and not ROLE.search(line):
        halves = _AND.split(line)
        return halves if len(halves) > 1 and all(len(h.split()) > 1 for h in halves) else [line]
    found: list[str] = []
    for half in _AND.split(line):
        rest = _AND_BETWEEN_FULL_NAMES.split(half)
        found += rest if len(rest) > 1 and all(len(r.split()) > 1 for r in rest) else [half]
    return found


def _comma_split(line: str) -> list[str]:
    parts = [p.strip() for p in line.split(",") if p.strip()]
    if len(parts) == 2 and _INVERTED.fullmatch(", ".join(parts)) and not any(CREDENTIAL.fullmatch(p) or _is_organization(p) for p in parts):
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane", as library metadata has it
    names: list[str] = []
    for part in parts:
        if names and (CREDENTIAL.fullmatch(part) or _is_role(part)):
            continue
        names.append(part)
    return names


def _is_role(part: str) -> bool:
    words = part.split()
    return bool(ROLE.search(part)) or (words[0].islower() and words[0] not in PARTICLES)


def _cleaned(name: str) -> str:
    if len(name.split()) > 3 and not ORGANIZATION.search(person := _PLACE.sub("", name)):
        name = person
    if len((person := _ROLE_BEHIND.sub("", name)).split()) > 1 or _CJK.search(name):
        name = person
    return name.strip(" ,;:|-–—•·*.\t/") + ("." if re.search(r"\b(?:[JS]r|[A-Z])\.$", name.strip()) else "")


def _is_name(name: str) -> bool:
    words = name.split()
    if _CJK.search(name):
        return len(name) <= 30
    return len(words) <= 6 and not re.search(
        r"^\d|\d{3,}|[<>{}=\\]|[.!?]\s", re.sub(r"\b(?:Dr|Prof|Mr|Mrs|Ms|St|Jr|Sr|Md|[^\W\d_])\.", "", name)
    )
