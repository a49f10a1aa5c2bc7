"""The words that tell people, newsrooms, roles and introductions in bylines apart, in the larger news languages."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "ADDRESS",
    "AGENCY",
    "BY",
    "BY_CAPITAL",
    "CREDENTIAL",
    "DATED",
    "NETWORKS",
    "NOBODY",
    "ORGANIZATION",
    "OTHERS",
    "PARTICLES",
    "ROLE",
    "WRITTEN_BY",
]


def _any_of(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_NOBODY: Final = """
admin|administrator|anonymous|author|null|undefined|none|unknown|n a|na|wordpress|root|user|guest|test|by|von|view all posts|
see all posts|more|share|true|false|read more|follow|contributors|authors|written by|posted by|webmaster
"""
NOBODY: Final = frozenset({"", *_NOBODY.replace("\n", "").split("|")})
_NETWORKS: Final = """
twitter facebook instagram linkedin youtube tiktok whatsapp telegram email mail website rss x pinterest bluesky threads mastodon reddit
copy link print e on
"""
NETWORKS: Final = frozenset(_NETWORKS.split())
_PARTICLES: Final = "de da del della di do dos das du van von der den ten ter la le los las el al bin ibn abu af av zu zum y e san st"
PARTICLES: Final = frozenset(_PARTICLES.split())

# Words that a newsroom's or a company's name has and a person's has not.
ORGANIZATION: Final = re.compile(
    r"\b"
    + _any_of(
        r"staff desk news(?:room|desk|paper|wire|team)? editors editorial redaktion\w* redac\w+ rédaction "
        r"redazione redactie redakce redakcja redaksi "
        r"toimitus szerkesztőség редакция редакція agenc\w+ \w*agentur\w* agence agenzia press media magazine "
        r"team inc ltd llc gmbh corp company "
        r"foundation institute cent(?:er|re) university department bureau association group network studio online digital "
        r"web tv radio times post herald tribune "
        r"gazette daily journal today reuters bloomberg wire correspondents contributors board community "
        r"partners? brand sponsored advertorial "
        r"content nachrichten zeitung"
    )
    + r"\b|\b(?:d\.o\.o|s\.r\.[lo]|s\.p\.a|sp\. z o\.o)\b|"
    r"\.(?:com|net|org|de|fr|es|it|co|uk|ru|is|io|at|ch|nl|se|no|dk|fi|pl|cz|jp|kr)\b|신문|뉴스|編集部|新聞|日報|记者团|編輯",
    re.IGNORECASE,
)
# News agencies and broadcasters by their initials: as they write them, because Sid, Ani and Efe are first names too.
AGENCY: Final = re.compile(
    r"\b"
    + _any_of(
        "AFP dpa DPA APA ANSA EFE AP UPI PTI ANI IANS TASS SID KNA epd EPD NTB ANP ČTK CTK PAP MTI CNN BBC "
        "NPR ABC NBC CBS Xinhua Ritzau Lusa Belga"
    )
    + r"\b"
)
ROLE: Final = re.compile(
    r"\b"
    + _any_of(
        r"editor reporter correspondent writer columnist contributor journalist producer analyst director "
        r"manager founder ceo cto professor "
        r"specialist author blogger photographer freelance\w* senior chief head lead deputy associate "
        r"assistant executive vice president "
        r"representative consultant dietitian dietician nutritionist physician expert lawyer attorney "
        r"strategist marketer engineer developer "
        r"designer officer coach therapist psychologist economist researcher scientist fellow advisor adviser "
        r"agent owner host critic coordinator educator "
        r"redakteur\w* korrespondent\w* reporterin autorin? chefredakt\w* volont\w+ journaliste? "
        r"correspondante? envoyée? corresponsal periodista "
        r"redactora? inviata? giornalista jornalista repórter redaktör journalistin"
    )
    + r"\b",
    re.IGNORECASE,
)
# What follows a name behind a comma: degrees and memberships, in capitals or with a mark of their own, and agencies' initials.
CREDENTIAL: Final = re.compile(r"(?i:ph\.?\s?d|m\.?d|esq|b\.?sc|m\.?sc|edd|j\.?d)\.?|[A-Z][A-Z.-]{1,6}®?(?: ?\d+)?|\w+®")

_DONE: Final = _any_of(
    "written posted published reported compiled story words article text "
    "created geschrieben publicado escrito "
    "publié écrit texte? texto testo content contributed authored"
)
BY: Final = re.compile(
    rf"^(?:{_DONE}\s+(?:by|von|par|por|di|de)|"
    + _any_of(
        "by par por door oleh podle автор авторы 作者 記者 text texte texto autor(?:a|es|en|in)? auteurs? "
        "authors? autori writer reporter words from"
    )
    + r")\s*[:|：-]?\s+|^(?:by|autor|author|text|von|作者|記者|记者|撰文|文|글)\s*[:：]\s*",
    re.IGNORECASE,
)
WRITTEN_BY: Final = re.compile(
    r"^.{0,60}\b(?:written|posted|published|reported|compiled|contributed|authored)\s+by\s*:?(?:\s+|$)", re.IGNORECASE
)
# In lower case these belong to a name ("von der Leyen"); with a capital they introduce it, each in its languages.
BY_CAPITAL: Final = {
    "de": re.compile(r"^(?:Von|VON)\s+(?=[A-ZÀ-Þ])"),
    "it": re.compile(r"^(?:Di|DI)\s+(?=[A-ZÀ-Þ])"),
    **dict.fromkeys(("no", "nb", "nn", "sv"), re.compile(r"^(?:Av|AV)\s+(?=[A-ZÀ-Þ])")),
    "da": re.compile(r"^(?:Af|AF)\s+(?=[A-ZÀ-Þ])"),
    "sq": re.compile(r"^(?:Nga|NGA)\s+(?=[A-ZÀ-Þ])"),
    "ro": re.compile(r"^(?:De|DE)\s+(?=[A-ZÀ-ÞĀ-Ž])"),
    "ca": re.compile(r"^(?:Per|PER)\s+(?=[A-ZÀ-Þ])"),
    "el": re.compile(r"^(?:Από (?:τον|την)|Του|Της)\s+(?=[Α-ΩΆ-Ώ])"),
    "bg": re.compile(r"^(?:От|ОТ)\s+(?=[А-Я])"),
    **dict.fromkeys(("sr", "hr", "bs", "sl", "mk"), re.compile(r"^(?:Piše|PIŠE|Пише|ПИШЕ)\s*:?\s+(?=[A-ZÀ-ÞĀ-ŽА-Я])")),
}
# Who looked at it or changed it afterwards did not write it: from here on, nothing in a byline is an author.
OTHERS: Final = re.compile(
    r"[\s.,|•·–-]*(?:\b(?:medically|expertly|fact|technically|legally|last)[ -])?\b"
    + _any_of("reviewed edited fact-?checked checked updated translated illustrated photographed photos? photography illustrations?")
    + r" by\b.*$|\beditor\s*:.*$",
    re.IGNORECASE | re.DOTALL,
)
ADDRESS: Final = re.compile(r"\S{1,100}@\S{1,100}\.\w+|(?:^|(?<=[\s(,|]))@\w+|\(?https?://\S+|\bwww\.\S+")
# From a date or a reading time on, nothing in a byline is a name.
DATED: Final = re.compile(
    r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? (?=[^\W\d]{3,9}\.? \d{1,2},? (?:19|20)\d\d|"
    r"\d{1,2}\.? [^\W\d]{3,9}\.?,? (?:19|20)\d\d)|\b(?:published|updated|posted|last "
    r"(?:modified|updated?)|veröffentlicht|aktualisiert|publié|publicado|pubblicato)\b(?!\s+(?:by|von|par|por|di)\b)|"
    r"\b\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]{3,}\.?,?\s+(?:19|20)\d\d|\b[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|"
    r"rd|th)?,?\s+(?:19|20)\d\d|"
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b\d{1,2}:\d\d|\b\d+\s+(?:min|hours?|days?|mins?|minutes?)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
