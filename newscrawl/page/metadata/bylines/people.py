"""Names of people out of bylines: without "By", roles, places, addresses, dates; newsrooms and agencies told from people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from newscrawl.page.document.meta import plain
from newscrawl.page.metadata.bylines.byline_words import (
    ADDRESS,
    AGENCIES,
    AND,
    BY_PARTICLE,
    CREDENTIAL,
    CREDITS,
    DATED,
    INTRODUCED,
    MATERIAL,
    NETWORKS,
    NOBODY,
    ORGANIZATION,
    PARTICLES,
    ROLE,
)
from newscrawl.page.metadata.bylines.east_asian import CJK, EAST_ORGANIZATION, east_asian_names
from newscrawl.text import fold
from newscrawl.urls import is_http

__all__ = ["Byline", "as_written", "read_names"]

_MAX_VALUES: Final = 60
_MAX_PEOPLE: Final = 40
_MAX_LINE: Final = 400

_UPPER: Final = "A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-ЯЁЄІЇҐ"
_PARTICLE: Final = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|ten|ter|al|el|bin)\s+){1,3}"
_INVERTED = re.compile(rf"(?:{_PARTICLE})?[{_UPPER}][\w’'-]+, [{_UPPER}][^\W\d_]+[\w’'-]*(?: [A-Z]\.?){{0,2}}")
_SUFFIX = re.compile(r",\s*(jr\.?|sr\.?|ii|iii|iv)(?=\s*(?:,|;|$|\sand\s))", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*(?:\(([^()]{0,80})\)|\[([^\[\]]{0,80})\])\s*")
_NICKNAME = re.compile(rf"(?<=[\w.])\s+[\"“”„«»‘’']([{_UPPER}][\w .-]{{0,20}})[\"“”«»‘’']\s+(?=[{_UPPER}])")
_PLACE = re.compile(r"\s+(?:in|for|from|at|aus|für|desde|of the|à|en|a|w|v|в|у|i|de)\s+\S.*$")
_HARD = re.compile(r"\s*(?:;|\||•|·|\u2022|、|，|⁄|\n|@\s|\s[-–—]\s|\s{2,})\s*")
_AND = re.compile(r",?\s+(?:and|und|och|og|ja|та|&|\+)\s+|,?\s*&\s*", re.IGNORECASE)
_WITH = re.compile(r",?\s+(?:with|mit|avec|con|com|met|med)\s+(?=[^\W\d_a-zà-ÿ])")
_ACCOUNT = re.compile(
    r"[a-z]+(?:[._-][a-z0-9]+)+|\w+_\w+|[a-z]*\d+\w*|[A-Z][a-z]+[A-Z]|[a-z]{9,}"
)  # a login name: kept only where nobody has a better one
_ROLE_BEHIND = re.compile(
    r"(?<=\w)(?:\s+(?:staff|senior|contributing|guest|chief|news))*\s+(?:writer|reporter|editor|correspondent|columnist|contributor|journalist)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\w['’]s ")  # "Children's Hospital", "The Example's Editorial Standards"
_LEADING_ON: Final = frozenset({"more", "about", "view", "see", "read", "learn", "all", "meet", "follow", "in", "this", "why", "how"})
_LINKING = re.compile(r"\s+(?:on|am|le|el|il|den|vom|em|dne|dnia|op|på|at|um|à|um|a las|às|pada|lúc|в|о|—|-|@)$", re.IGNORECASE)
_EDGES: Final = ' ,;:|-–—•·*\t/«»"“”'


@dataclass(frozen=True, slots=True)
class Byline:
    people: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


def read_names(values: Iterable[str], *, language: str | None = None, site_names: Collection[str] = (), loose: bool = False) -> Byline:
    """People and organizations that these lines name, in order, each once. `loose` lines come out of running text: there a name must be
    written like one."""
    base = (language or "").partition("-")[0]
    base = "nb" if base in ("no", "nn") else base
    own = {s for name in site_names for s in (_squashed(name), _squashed(name.split(".")[0]) if " " not in name else "")} - {""}
    people: dict[str, str] = {}
    organizations: dict[str, str] = {}
    for value in list(values)[:_MAX_VALUES]:
        if not value or len(value) > _MAX_LINE:
            continue
        signed = any(f"www.{domain}" in value.lower() or f"({domain}" in value.lower() for domain in site_names if "." in domain)
        for name in _names_of(plain(value), base, own):
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
    return name in AGENCIES or bool(ORGANIZATION.search(name) or EAST_ORGANIZATION.search(name) or _POSSESSIVE.search(name))


def _is_written_like_a_name(name: str) -> bool:
    words = name.split()
    if words[0].lower() in _LEADING_ON:
        return False
    capitals = [w for w in words if w.lower() not in PARTICLES]
    return bool(capitals) and not any(w[0].islower() for w in capitals) and len(words) <= 5


def _squashed(name: str) -> str:
    return fold(name).replace(" ", "").removeprefix("www")


def _names_of(text: str, language: str, own: Collection[str]) -> Iterator[str]:
    if CJK.search(text):
        yield from east_asian_names(text, language)
        return
    text = _BRACKETED.sub(_unbracketed, _NICKNAME.sub(" ", ADDRESS.sub(" ", text)))
    for part in _written(text):
        line = _introduced(MATERIAL.sub("", _undated(_SUFFIX.sub(r" \1", part))), language)
        yield from _split(line, language, own)


def _unbracketed(match: re.Match[str]) -> str:
    """A nickname in brackets goes, other words in brackets part what stands before and behind them."""
    word = match[1] or match[2] or ""
    following = match.string[match.end() : match.end() + 1]
    nickname = word.istitle() and " " not in word and following.isupper() and word not in AGENCIES and not _is_organization(word)
    return " " if nickname or not following else " | "


def _written(text: str) -> list[str]:
    """What the line credits with writing: what follows a writer's label; without one, what stands before the first label of others."""
    parts: list[tuple[bool | None, str]] = []
    kind: bool | None = None
    start = 0
    for match in CREDITS.finditer(text):
        parts.append((kind, text[start : match.start()]))
        kind, start = match["writer"] is not None, match.end()
    parts.append((kind, text[start:]))
    named = [part for kind, part in parts if kind]
    return named if any(part.strip(_EDGES) for part in named) else [part for kind, part in parts if kind is None]


def _undated(text: str) -> str:
    """The line up to its first date; where nothing stands before the date, what stands behind it."""
    for _ in range(4):
        match = DATED.search(text)
        if not match:
            break
        before = _LINKING.sub("", text[: match.start()].rstrip(_EDGES))
        if re.search(r"[^\W\d_]{2}", before):
            return before
        text = text[match.end() :].lstrip(_EDGES)
    return text


def _introduced(text: str, language: str) -> str:
    """The line without its introductions: "By", "Geschrieben von", "Текст:"."""
    for _ in range(3):
        shorter = text.strip(_EDGES)
        if (found := INTRODUCED.match(shorter)) or ((particle := BY_PARTICLE.get(language)) and (found := particle.match(shorter))):
            shorter = shorter[found.end() :]
        if shorter == text:
            break
        text = shorter
    return text


def _split(text: str, language: str, own: Collection[str]) -> list[str]:
    """One name each. What a comma separates is a name, or a role or place of the name before it."""
    names: list[str] = []
    for piece in (half for part in _HARD.split(text) for half in _slash_split(part)):
        if not piece or _squashed(piece) in own:
            names.append(piece)
        elif not (names and _ends_with_role(piece)) and not (names and piece.isupper() and not names[0].isupper() and " " not in piece):
            for line in _and_split(_without_role(piece), language):
                names += _comma_split(line)
    return [_cleaned(name) for name in names]


def _slash_split(part: str) -> list[str]:
    """Names or agencies between slashes; "and/or" and "c/o" are neither."""
    halves = [half.strip() for half in part.split("/")]
    apart = " / " in part or any(half in AGENCIES or half.isupper() for half in halves) or sum(" " in half for half in halves) > 1
    return halves if apart or "/ " in part or " /" in part else [part]


def _ends_with_role(piece: str) -> bool:
    return ROLE.fullmatch(piece.split()[-1]) is not None or (ROLE.match(piece) is not None and " " in piece)


def _without_role(piece: str) -> str:
    """ "Jane Doe, Home and Garden Expert" without what stands behind the one comma: an "and" in a role parts no names."""
    name, comma, role = piece.partition(",")
    return name if comma and "," not in role and role.strip() and _ends_with_role(role) else piece


def _and_split(line: str, language: str) -> list[str]:
    """The names that "and" joins; an agency that it joins to names goes to itself."""
    halves = [half for part in _AND.split(line) for half in _WITH.split(part)]
    halves = [half for part in halves for half in _parted(part, language)]
    if len(halves) > 1 and any(half.strip() in AGENCIES for half in halves):
        return halves
    if _is_organization(line) and "," not in line and not ROLE.search(line):
        return halves if len(halves) > 1 and all(len(half.split()) > 1 for half in halves) else [line]
    return halves


def _parted(part: str, language: str) -> list[str]:
    """Words as short as "y", "i", "e" join full names, or an agency to a name; elsewhere they belong to a name ("Ortega y Gasset")."""
    halves = (AND.get(language) or AND[""]).split(part)
    full = all(len(half.split()) > 1 for half in halves)
    return halves if full or any(half.strip() in AGENCIES for half in halves) else [part]


def _comma_split(line: str) -> list[str]:
    parts = [p.strip() for p in line.split(",") if p.strip()]
    if len(parts) == 2 and _INVERTED.fullmatch(", ".join(parts)) and not any(CREDENTIAL.fullmatch(p) or _is_organization(p) for p in parts):
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane", as library metadata has it
    names: list[str] = []
    for part in parts:
        if names and (CREDENTIAL.fullmatch(part) or CREDENTIAL.fullmatch(part.rstrip(" .")) or _is_role(part) or _is_place(part, names)):
            continue
        names.append(part)
    return names


def _is_role(part: str) -> bool:
    words = part.split()
    return bool(ROLE.search(part)) or (words[0].islower() and words[0] not in PARTICLES)


def _is_place(part: str, names: Sequence[str]) -> bool:
    """Whether what stands behind full names is a place: a word behind a preposition ("Ana Souza, de Brasília"). One word alone may be a
    person who has one name, or an organisation."""
    if not all(" " in name for name in names) or part in AGENCIES or _is_organization(part):
        return False
    words = part.split()
    return len(words) == 2 and words[0].islower() and words[1][:1].isupper()


def _cleaned(name: str) -> str:
    if len(name.split()) > 2 and not ORGANIZATION.search(person := _PLACE.sub("", name)) and len(person.split()) > 1:
        name = person
    if len((person := _ROLE_BEHIND.sub("", name)).split()) > 1:
        name = person
    words = name.split()
    while (
        len(words) > 2 and not ORGANIZATION.search(name) and (fold(words[-1]) in NOBODY or (len(words) > 3 and ROLE.fullmatch(words[-1])))
    ):
        words.pop()
    while len(words) > 2 and ROLE.fullmatch(words[0]):
        words.pop(0)
    name = " ".join(words)
    return name.strip(_EDGES + ".") + ("." if re.search(r"\b(?:[JS]r|[A-Z])\.$", name.strip()) else "")


def _is_name(name: str) -> bool:
    words = name.split()
    if CJK.search(name):
        return len(name) <= 30
    return len(words) <= 6 and not re.search(
        r"^\d|\d{3,}|[<>{}=\\]|[.!?]\s", re.sub(r"\b(?:Dr|Prof|Mr|Mrs|Ms|St|Jr|Sr|Md|[^\W\d_])\.", "", name)
    )
