"""Names of people out of bylines: without "By", roles, places, addresses, dates; newsrooms and agencies told from people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from newscrawl.extract.metadata.head import plain
from newscrawl.text import fold

__all__ = ["Byline", "read_names"]

_MAX_VALUES: Final = 60
_MAX_PEOPLE: Final = 40

_NOBODY: Final = frozenset({
    "", "admin", "administrator", "anonymous", "author", "null", "undefined", "none", "unknown", "n a", "na", "wordpress", "root", "user", "guest", "test",
    "by", "von", "view all posts", "see all posts", "more", "share", "true", "false", "read more", "follow", "contributors", "authors",
})  # fmt: skip
# Words that a newsroom's, an agency's or a company's name has and a person's name has not; whole words, any case.
_NETWORKS: Final = frozenset({
    "twitter", "facebook", "instagram", "linkedin", "youtube", "tiktok", "whatsapp", "telegram", "email", "mail", "website", "rss", "x", "pinterest", "bluesky",
    "threads", "mastodon", "reddit", "copy", "link", "print", "e", "on",
})  # fmt: skip
_ORGANIZATION = re.compile(
    r"\b(?:staff|desk|news(?:room|desk|paper|wire|team)?|editors|editorial|redaktion\w*|redac\w+|rédaction|redazione|redactie|redakce|redakcja|redaksi|toimitus|"
    r"szerkesztőség|редакция|редакція|agenc\w+|agentur\w*|agence|agenzia|press|media|magazine|team|inc|ltd|llc|gmbh|corp|company|foundation|institute|"
    r"university|department|bureau|association|group|network|studio|online|digital|web|tv|radio|times|post|herald|tribune|gazette|daily|journal|today|"
    r"reuters|bloomberg|afp|dpa|apa|ansa|efe|ap|upi|pti|ani|ians|tass|xinhua|sid|kna|epd|ritzau|ntb|lusa|belga|anp|ctk|pap|mti|cnn|bbc|npr|abc|nbc|cbs|"
    r"associated press|press trust|wire|correspondents|contributors|board|community|partners?|brand|sponsored|advertorial|content|nachrichten|zeitung)\b"
    r"|\.(?:com|net|org|de|fr|es|it|co|uk|ru|is|io|at|ch|nl|se|no|dk|fi|pl|cz|jp|kr)\b|신문|뉴스|編集部|新聞|日報|记者团|編輯",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|contributor|journalist|producer|analyst|director|manager|founder|ceo|cto|professor|specialist|"
    r"author|blogger|photographer|freelance\w*|senior|chief|head|lead|dietitian|dietician|nutritionist|physician|expert|lawyer|attorney|strategist|marketer|engineer|developer|designer|officer|coach|therapist|psychologist|economist|researcher|scientist|fellow|advisor|adviser|agent|owner|host|critic|deputy|associate|assistant|executive|vice|president|representative|consultant|"
    r"redakteur\w*|korrespondent\w*|reporterin|autorin?|chefredakt\w*|volont\w+|journaliste?|correspondante?|envoyée?|corresponsal|periodista|redactora?|"
    r"inviata?|giornalista|jornalista|repórter|redaktör|journalistin|phd|ph\.d|md|mba|rn|esq|cfa|cpa|rd|lcsw|dds|ms|ma|bsc|msc|mph)\b\.?",
    re.IGNORECASE,
)
# What follows a name behind a comma: degrees and memberships, in capitals or with a mark of their own, and agencies' initials.
_CREDENTIAL = re.compile(r"(?i:ph\.?\s?d|m\.?d|esq|b\.?sc|m\.?sc|edd|j\.?d)\.?|[A-Z][A-Z.-]{1,6}®?(?: ?\d+)?|\w+®")
_INVERTED = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w’'-]+, [A-ZÀ-ÞĀ-Ž][^\W\d_]+[\w’'-]*(?: [A-Z]\.?){0,2}")
_SUFFIX = re.compile(r",\s*(jr\.?|sr\.?|ii|iii|iv)(?=\s*(?:,|;|$|\sand\s))", re.IGNORECASE)
_BY = re.compile(
    r"^(?:(?:written|posted|published|reviewed|reported|compiled|story|words|article|text|photos?|edited|updated|created|geschrieben|publicado|escrito|"
    r"publié|écrit|texte?|texto|testo|article|content)\s+(?:by|von|par|por|di|de)|by|par|por|door|oleh|podle|автор|авторы|作者|記者|text|texte|texto|autor(?:a|es|en|in)?|"
    r"auteurs?|authors?|autori|writer|reporter|words|escrito por|from)\s*[:|：-]?\s+|^(?:by|autor|author|text|von)\s*[:：]\s*",
    re.IGNORECASE,
)  # fmt: skip
_WRITTEN_BY = re.compile(r"^.{0,60}\b(?:written|posted|published|reported|compiled|contributed|authored)\s+by\s*:?(?:\s+|$)", re.IGNORECASE)
_BY_CAPITAL = re.compile(
    r"^(?:Von|VON|Di|DI|Av|AV|Af|AF|De|Van|Foto)\s+(?=[A-ZÀ-Þ])"
)  # in lower case they belong to a name: "von der Leyen"
_CAPITAL_LANGUAGES: Final = {
    "Von": "de",
    "VON": "de",
    "Di": "it",
    "DI": "it",
    "Av": "no nb nn sv",
    "AV": "no nb nn sv",
    "Af": "da",
    "AF": "da",
    "Van": "",
    "De": "",
}
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?:^|(?<=[\s(,|]))@\w+|\(?https?://\S+|\bwww\.\S+")
_DATED = re.compile(
    r"(?:\b(?:published|updated|posted|last (?:modified|updated?)|veröffentlicht|aktualisiert|publié|publicado|pubblicato)\b|\b\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]{3,}\.?,?\s+(?:19|20)\d\d|"
    r"\b[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b\d{1,2}:\d\d|\b\d+\s+(?:min|hours?|days?|mins?|minutes?)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(r"\s+(?:in|for|from|at|aus|für|desde|of the|with additional|,? via|special to)\s+\S.*$")
_HARD = re.compile(r"\s*(?:;|\||•|·|、|，|⁄|\n|\s[-–—/]\s|\s{2,})\s*|(?<=\w\w\w)/(?=[A-ZÀ-Þ]\w+\s[A-ZÀ-Þ])")
_AND = re.compile(r",?\s+(?:and|und|with|mit|och|og|ja|и|та|&|\+)\s+|,?\s*&\s*", re.IGNORECASE)
_AND_BETWEEN_FULL_NAMES = re.compile(r",?\s+(?:y|e|et|en|ve|i|a|és|și|dan|va|dhe|és)\s+")
_PARTICLES: Final = frozenset(
    ("de da del della di do dos das du van von der den ten ter la le los las el al bin ibn abu af av zu zum y e san st").split()
)
_ACCOUNT = re.compile(r"[a-z]+(?:[._-]?[a-z0-9]+)*|\w+_\w+|[a-z]*\d+\w*")  # a login name: kept only where nobody has a better one
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
        for name in _split(_trimmed(plain(value), base), own):
            key = fold(name)
            if key in _NOBODY or _NETWORKS.issuperset(key.split()) or len(name) > 80 or not re.search(r"[^\W\d_]", name):
                continue
            if _squashed(name) in own or _ORGANIZATION.search(name) or _ACCOUNT.fullmatch(name):
                organizations.setdefault(key, name)
            elif _is_name(name) and (not loose or _is_written_like_a_name(name)):
                people.setdefault(key, name)
    return Byline(_without_echoes(people), tuple(organizations.values())[:_MAX_PEOPLE])


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


def _is_written_like_a_name(name: str) -> bool:
    words = name.split()
    capitals = [w for w in words if w.lower() not in _PARTICLES]
    return bool(capitals) and not any(w[0].islower() for w in capitals) and len(words) <= 5


def _squashed(name: str) -> str:
    return fold(name).replace(" ", "").removeprefix("www")


def _trimmed(text: str, language: str) -> str:
    """The line without introduction, addresses and dates."""
    text = _DATED.sub("", _ADDRESS.sub(" ", text))
    text = re.sub(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", " ", text)
    text = _SUFFIX.sub(r" \1", text)
    for _ in range(3):
        shorter = _BY.sub("", _WRITTEN_BY.sub("", text.strip(" ,;:|-–—•·*\t")))
        if (m := _BY_CAPITAL.match(shorter)) and language in _CAPITAL_LANGUAGES.get(m[0].strip(), "").split():
            shorter = shorter[m.end() :]
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
            continue
        for line in _and_split(piece):
            names += _comma_split(line)
    return [_cleaned(name) for name in names]


def _and_split(line: str) -> list[str]:
    if _ORGANIZATION.search(line) and "," not in line and not _ROLE.search(line):
        halves = _AND.split(line)
        return halves if len(halves) > 1 and all(len(h.split()) > 1 for h in halves) else [line]
    found: list[str] = []
    for half in _AND.split(line):
        rest = _AND_BETWEEN_FULL_NAMES.split(half)
        found += rest if len(rest) > 1 and all(len(r.split()) > 1 for r in rest) else [half]
    return found


def _comma_split(line: str) -> list[str]:
    parts = [p.strip() for p in line.split(",") if p.strip()]
    if (
        len(parts) == 2
        and _INVERTED.fullmatch(", ".join(parts))
        and not any(_CREDENTIAL.fullmatch(p) or _ORGANIZATION.search(p) for p in parts)
    ):
        return [f"{parts[1]} {parts[0]}"]  # "Doe, Jane", as library metadata has it
    names: list[str] = []
    for part in parts:
        if names and (_CREDENTIAL.fullmatch(part) or _is_role(part)):
            continue
        names.append(part)
    return names


def _is_role(part: str) -> bool:
    words = part.split()
    return bool(_ROLE.search(part)) or (words[0].islower() and words[0] not in _PARTICLES)


def _cleaned(name: str) -> str:
    name = _PLACE.sub("", name) if len(name.split()) > 3 else name
    return name.strip(" ,;:|-–—•·*.\t/") + ("." if re.search(r"\b(?:[JS]r|[A-Z])\.$", name.strip()) else "")


def _is_name(name: str) -> bool:
    words = name.split()
    if _CJK.search(name):
        return len(name) <= 30
    return len(words) <= 6 and not re.search(
        r"\d{3,}|[<>{}=\\]|[.!?]\s", re.sub(r"\b(?:Dr|Prof|Mr|Mrs|Ms|St|Jr|Sr|Md|[^\W\d_])\.", "", name)
    )
