"""Why a page gave no article, why a download failed, why a block was left out: each word with its meaning and what a run does with it.

The table of docs/files.md, the column "meaning" of `scrapy report` and `scrapy explain` are made from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "ANOTHER_CAPTURE",
    "FOUND",
    "KEEPS_DUE",
    "LAID_ASIDE",
    "NOT_ASKED",
    "NO_ANSWER_HERE",
    "REASONS",
    "Failure",
    "Reason",
    "advice",
    "meaning",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a page gave no article. `name` stands in the rejected file; `meaning` is one sentence in Markdown.

    `of_capture`: the reason speaks of one capture; another capture of the page in the archive may hold the article.
    `laid_aside`: the page holds an article that this run leaves out and that another run may want.
    `keeps_due`: no page was read; the address is asked for again in the next run.
    """

    name: str
    meaning: str
    of_capture: bool = False
    laid_aside: bool = False
    keeps_due: bool = False


_TABLE: Final = (
    # What extraction finds out.
    Reason("empty", "The response has no content, or no text at all is in it.", of_capture=True),
    Reason("not-html", "The bytes are no web page: a PDF, an image, JSON, a feed, plain text.", of_capture=True),
    Reason("too-large", "The page has more bytes or tags than any article needs; reading it would cost too much time and memory."),
    Reason("needs-javascript", "The article is not in the HTML: the page is a shell that scripts fill in.", of_capture=True),
    Reason(
        "bot-challenge", "The site answered with a check whether a person is reading (Cloudflare, captcha, access denied).", of_capture=True
    ),
    Reason("soft-404", "The page says that there is nothing at this address, with a status that says otherwise.", of_capture=True),
    Reason("login-wall", "The text is only for people who log in or subscribe; none of it is in the page.", of_capture=True),
    Reason("consent-wall", "The page asks for consent to cookies before it shows anything.", of_capture=True),
    Reason("listing", "The page lists articles (a home, category, tag, author or search page) and is none."),
    Reason("static-page", "One of the site's own pages (about, terms) or a picture's page, by WordPress's own word."),
    Reason("gallery", "Pictures with hardly any text."),
    Reason("too-short", "Too little text is left for an article.", of_capture=True),
    Reason("internal-error", "This page breaks newscrawl itself: a fault to report, with the page."),
    # What the worker pool says.
    Reason("worker-timeout", "Extracting it took longer than `NEWSCRAWL_PAGE_SECONDS`."),
    Reason("worker-died", "The worker process that extracted it ended; the page cost nobody else anything.", of_capture=True),
    # What the run leaves out.
    Reason("outside-window", "It was published outside `since` … `until`.", laid_aside=True),
    Reason(
        "rights-reserved",
        "The site reserves text and data mining, or forbids copies, and `NEWSCRAWL_RIGHTS` is `skip`; `detail` names the signals.",
        laid_aside=True,
    ),
    Reason(
        "too-long",
        "Its text is longer than `NEWSCRAWL_TEXT_LENGTH`, or it goes on behind `NEWSCRAWL_ARTICLE_PAGES` pages. Nothing is cut to fit.",
    ),
    Reason(
        "part-missing", "A further page of a split article is not in the archive, and an article without its end is none.", of_capture=True
    ),
    Reason("no-capture", "The archive lists the page, and no capture of it is whole; `detail` says what the best one was."),
    # What the ledger decides.
    Reason("duplicate", "The same title and text stand at another address of the site; `detail` names it."),
    Reason("fetch-failed", "It could not be fetched; `detail` says why. It stays due for `NEWSCRAWL_GIVE_UP_RUNS` runs.", keeps_due=True),
    Reason("gone", "The site answers 404 or 410 for an address that never gave an article, or leads to the home page or a section."),
    Reason("invalid-record", "The record would not have met the schema: a fault to report."),
)

REASONS: Final = {reason.name: reason for reason in _TABLE}
ANOTHER_CAPTURE: Final = frozenset(reason.name for reason in _TABLE if reason.of_capture)
LAID_ASIDE: Final = frozenset(reason.name for reason in _TABLE if reason.laid_aside)
KEEPS_DUE: Final = frozenset(reason.name for reason in _TABLE if reason.keeps_due)


def meaning(name: str) -> str:
    """What a reason for no article means; "" for a word that is no reason."""
    return REASONS[name].meaning if name in REASONS else ""


_ADVICE: Final = {
    "not-html": "Give the address of the page itself, or the page before it was converted.",
    "needs-javascript": "Look for a feed, an API or a print version of the page, or save the page from a browser.",
    "bot-challenge": "Crawl the site more slowly, or ask its owner; a challenge is not passed by trying again.",
    "soft-404": "Look at the address in a browser: the article may have moved.",
    "login-wall": "Only readers with an account see the text.",
    "consent-wall": "Give the site's consent cookie, if its owner lets you.",
    "listing": "Give the address of an article that the page lists.",
    "too-short": "`scrapy explain` shows what was removed from the page.",
    "too-large": "Save the article's part of the page, and give that.",
    "internal-error": "Report the fault, with the page.",
    "rights-reserved": "Set NEWSCRAWL_RIGHTS=record to take such articles, with what was reserved beside them.",
    "outside-window": "Give other days with since= and until=.",
    "too-long": "Raise NEWSCRAWL_TEXT_LENGTH or NEWSCRAWL_ARTICLE_PAGES.",
    "no-capture": "Try another archive.",
}


def advice(name: str) -> str:
    """The meaning of a reason for no article, and what can be done about it; "" for a word that is no reason."""
    return " ".join(filter(None, (meaning(name), _ADVICE.get(name))))


@dataclass(frozen=True, slots=True)
class Failure:
    """How a download ended without an answer. `name` stands in statistics and in the detail of `fetch-failed`.

    `asked`: the host was asked; where it was not, the failure says nothing of the page. `of_host`: it holds for all pages of the host.
    """

    name: str
    asked: bool = True
    of_host: bool = False


_FAILURES: Final = (
    Failure("page-budget", asked=False, of_host=True),
    Failure("retry-later", asked=False, of_host=True),
    Failure("robots-unavailable", asked=False, of_host=True),
    Failure("refused", of_host=True),
    Failure("no-such-host", of_host=True),
)
NOT_ASKED: Final = frozenset(failure.name for failure in _FAILURES if not failure.asked)
NO_ANSWER_HERE: Final = frozenset(failure.name for failure in _FAILURES if failure.of_host)

# Why blocks go that no element's name speaks against.
FOUND: Final[dict[str, str]] = {
    "dom-next-article": "a further complete article on the same page",
    "dom-headline": "the headline, or what stands above it",
    "dom-copy": "the second copy of a paragraph, or a quote in large type that a paragraph has, too",
    "dom-links": "a line that is nothing but links to elsewhere, where it is no part of the text",
    "dom-stray": "stands in another element than nearly all of the text, behind or between it",
    "dom-outside": "prose in the same column of the page, outside of the text",
    "dom-heading": "a heading with nothing under it",
    "dom-unconfirmed": "the page's own full text in JSON-LD leaves it out",
    "dom-repeated": "each page of the split article repeats it",
}
