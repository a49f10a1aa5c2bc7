"""The local server's pages. Everything that came from a site goes through the templates' escaping."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from newscrawl.browse.browser import Browser
from newscrawl.browse.doorkeeper import STORED_POLICY, Guard
from newscrawl.browse.drawn import differences, fields_of, said, snippet
from newscrawl.browse.index.search import PAGE, Asked, Row
from newscrawl.browse.page_beside import shown
from newscrawl.clean.recurring import line_key
from newscrawl.dataset.uncut import Cut, cuts_of, headings_of, uncut
from newscrawl.dataset.verdicts import Verdict
from newscrawl.errors import NewscrawlError
from newscrawl.health.explained import explain_rule
from newscrawl.health.html import style
from newscrawl.health.shown.chart import chart, point_of
from newscrawl.health.shown.fleet import age
from newscrawl.model import Refined
from newscrawl.reasons import meaning

__all__ = ["application"]

_HERE = Path(__file__).parent
MOST_BLOCKS, MOST_CHARACTERS = 5_000, 1_000_000  # of an article that are shown
_NUMBER = re.compile(r"\d{1,9}")


def application(browser: Browser, *, token: str, port: int) -> Guard:
    """The server's ASGI application; its addresses begin with `/TOKEN`."""
    pages = _Pages(browser, f"/{token}")
    routes = [
        Route("/", pages.articles),
        Route("/article/{site}/{id}", pages.article),
        Route("/article/{site}/{id}/stored", pages.stored),
        Route("/removed", pages.removed),
        Route("/left-out", pages.left_out),
        Route("/left-out/{number:int}", pages.rejected),
        Route("/left-out/{number:int}/stored", pages.rejected_stored),
        Route("/runs", pages.runs),
        Route("/verdict", pages.verdict, methods=["POST"]),
        Route("/takedown", pages.takedown, methods=["POST"]),
        Route("/pages.css", lambda _: Response(style() + _static("browse.css"), media_type="text/css")),
        Route("/keys.js", lambda _: Response(_static("keys.js"), media_type="text/javascript")),
        Route("/icon.svg", lambda _: Response(_static("icon.svg"), media_type="image/svg+xml")),
    ]
    below = [Route(f"/{token}{route.path}", route.endpoint, methods=list(route.methods or ())) for route in routes]
    root = Route(f"/{token}", lambda _: RedirectResponse(f"/{token}/"))
    app = Starlette(
        routes=[root, *below], exception_handlers={HTTPException: pages.failed, NewscrawlError: pages.failed, DatabaseError: pages.damaged}
    )
    return Guard(app, token=token, port=port)


def _static(name: str) -> str:
    return (_HERE / "static" / name).read_text("utf-8")


class _Pages:
    def __init__(self, browser: Browser, base: str) -> None:
        self._browser, self._base = browser, base
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.globals |= {"base": base, "explain_rule": explain_rule, "meaning": meaning, "said": said, "snippet": snippet}

    def _page(self, name: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self._templates.get_template(name).render(**values), status)

    def articles(self, request: Request) -> Response:
        query = request.query_params
        asked = Asked(
            words=query.get("q", "")[:400], site=query.get("site", ""), year=query.get("year", "")[:4], page=_int(query.get("page"))
        )
        with self._browser.asking() as searcher:
            found = searcher.articles(asked)
        pages = -(-found.total // PAGE)
        return self._page("articles.html", asked=asked, found=found, pages=pages, looks=_looks, taken_down=self._browser.taken_down)

    def article(self, request: Request) -> Response:
        site, article = request.path_params["site"], request.path_params["id"]
        revision = _int(request.query_params.get("revision"), 0) or None
        with self._browser.asking() as searcher:
            number = searcher.number(site, article, revision)
            row = searcher.row(number) if number is not None else None
            if number is None or row is None or not row.record:
                raise HTTPException(404, f"No article {article} of {site} is in the run files.")
            edits, looks, times = searcher.edits(number), searcher.looks(number), searcher.times(number)
            revisions = searcher.revisions(site, article)
            before = next((searcher.row(n) for r, n in reversed(revisions) if r < int(row.record.get("revision", 1))), None)
            near = [one for n in searcher.near(article, row.record.get("near_duplicate_of")) if (one := searcher.row(n))]
        return self._page("article.html", row=row, record=row.record, near=near, revisions=[r for r, _ in revisions],
                          **self._text(row, edits, looks, times), **self._history(row, before),
                          fields=list(fields_of(row.record)), as_json=_as_json(row.record),
                          taken_down=self._browser.taken_down(row.record))  # fmt: skip

    def _text(self, row: Row, edits: list[Any], looks: Mapping[int, str], times: Mapping[int, int]) -> dict[str, Any]:
        verdicts = self._browser.verdicts.of(row.site, row.id)
        blocks, characters = list[dict[str, Any]](), 0
        for one in uncut(said(row.record, "text"), cuts_of(edits), headings_of(row.record)):
            characters += len(one.text)
            if len(blocks) >= MOST_BLOCKS or characters > MOST_CHARACTERS:
                break
            if isinstance(one, Cut):
                verdict = verdicts.get((one.rule, line_key(one.text)), "")
                blocks.append({"cut": one, "look": looks.get(one.at, ""), "times": times.get(one.at, 0), "verdict": verdict})
            else:
                blocks.append({"kept": one})
        else:
            characters = 0
        fetch = row.record.get("fetch")
        return {
            "blocks": blocks,
            "is_cut": bool(characters),
            "has_page": isinstance(fetch, dict) and bool(fetch.get("warc_file")),
            "looks": looks,
        }

    @staticmethod
    def _history(row: Row, before: Row | None) -> dict[str, Any]:
        if before is None:
            return {"before": None, "changes": None}
        return {"before": before, "changes": differences(said(before.record, "text"), said(row.record, "text"))}

    def stored(self, request: Request) -> Response:
        site, article = request.path_params["site"], request.path_params["id"]
        with self._browser.asking() as searcher:
            number = searcher.number(site, article, _int(request.query_params.get("revision"), 0) or None)
            row = searcher.row(number) if number is not None else None
            cuts = cuts_of(searcher.edits(number)) if number is not None else []
        fetch = row.record.get("fetch") if row else None
        page = self._browser.stored(site, fetch.get("warc_file"), fetch.get("warc_offset")) if isinstance(fetch, dict) else None
        if row is None or page is None:
            raise HTTPException(404, "The page of this article is not stored, or its WARC file is not there any more.")
        return _stored(shown(page, said(row.record, "text"), {cut.text for cut in cuts}))

    def removed(self, request: Request) -> Response:
        query = request.query_params
        rule, look, page = query.get("rule", ""), query.get("look", ""), _int(query.get("page"))
        with self._browser.asking() as searcher:
            rules, counts = searcher.rules(), searcher.to_look_at()
            if not rule and not look:
                look = "sentence"
            total = next((n for name, n, *_ in rules if name == rule), 0) if rule else counts.get(look, 0)
            cuts = []
            for number, at, name, times in searcher.cuts(rule=rule, look="" if rule else look, page=page):
                row, edits = searcher.row(number), searcher.edits(number)
                if row and at < len(edits) and isinstance(edits[at], dict):
                    text = said(edits[at], "text")
                    verdict = self._browser.verdicts.of(row.site, row.id).get((name, line_key(text)), "")
                    position = edits[at].get("position", 0)
                    one = {"row": row, "at": at, "rule": name, "text": text, "times": times, "verdict": verdict, "position": position}
                    cuts.append(one)
        return self._page(
            "removed.html", rules=rules, counts=counts, rule=rule, look=look, cuts=cuts, page=page, pages=-(-total // PAGE), total=total
        )

    def left_out(self, request: Request) -> Response:
        query = request.query_params
        with self._browser.asking() as searcher:
            reasons = searcher.reasons()
            reason = query.get("reason", "") or (reasons[0][0] if reasons else "")
            page = _int(query.get("page"))
            pages = searcher.rejected(reason, page)
        total = dict(reasons).get(reason, 0)
        return self._page("left_out.html", reasons=reasons, reason=reason, rejected=pages, page=page, pages=-(-total // PAGE))

    def rejected(self, request: Request) -> Response:
        site, line, page = self._left_out(request)
        outcome = self._browser.refined(site, page) if page else None
        return self._page("rejected.html", number=request.path_params["number"], site=site, line=line, page=page, outcome=outcome,
                          article=outcome.article if isinstance(outcome, Refined) else None)  # fmt: skip

    def rejected_stored(self, request: Request) -> Response:
        _, _, page = self._left_out(request)
        if page is None:
            raise HTTPException(404, "This page is not stored, or its WARC file is not there any more.")
        return _stored(shown(page, "", ()))

    def _left_out(self, request: Request) -> tuple[str, dict[str, Any], Any]:
        with self._browser.asking() as searcher:
            found = searcher.left_out(request.path_params["number"])
        if found is None:
            raise HTTPException(404, "No such rejected page is in the run files.")
        site, file, line = found
        return site, line, self._browser.page_under(site, file, said(line, "url"))

    def runs(self, _: Request) -> Response:
        now = datetime.now(UTC)
        states = [
            {
                "state": state,
                "age": age(state.newest, now) if state.newest else "",
                "chart": Markup(chart([point_of(entry) for entry in state.entries])),  # noqa: S704  our own drawing, escaped where it is made
            }
            for state in self._browser.fleet(now)
        ]  # fmt: skip
        return self._page("runs.html", states=states)

    async def verdict(self, request: Request) -> Response:
        form = await _form(request)
        position = form.get("position", "")
        verdict = Verdict(
            source=form.get("source", ""), id=form.get("id", ""), content_hash=form.get("content_hash", ""), rule=form.get("rule", ""),
            position=int(position) if _NUMBER.fullmatch(position) else -1, text=form.get("text", ""), verdict=form.get("verdict", "?"),
        )  # fmt: skip
        if verdict.verdict not in ("right", "wrong", "") or verdict.position < 0 or not verdict.id:
            raise HTTPException(400, "A verdict names an article, a removal, and right or wrong.")
        self._browser.verdicts.add(verdict, datetime.now(UTC))
        return self._back(form)

    async def takedown(self, request: Request) -> Response:
        form = await _form(request)
        self._browser.take_down(form.get("url", ""), form.get("id", ""), undo=form.get("undo") == "1")
        return self._back(form)

    def _back(self, form: Mapping[str, str]) -> Response:
        """To the page that the form stood on; to no other place, whatever the form says."""
        back = form.get("back", "")
        safe = back.startswith(f"{self._base}/") and "//" not in back and "\\" not in back and back.isprintable()
        return RedirectResponse(back if safe else f"{self._base}/", 303)

    def damaged(self, _: Request, error: Exception) -> Response:
        self._browser.rebuild()
        return self._page("failed.html", 500, message=f"The index was damaged ({error}). It is built anew: load this page again.")

    async def failed(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._page("failed.html", status, message=str(error.detail) if isinstance(error, HTTPException) else str(error))


def _as_json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)[:MOST_CHARACTERS]


def _stored(body: bytes) -> Response:
    return HTMLResponse(body, headers={"content-security-policy": STORED_POLICY})


async def _form(request: Request) -> dict[str, str]:
    """A form's fields. They are small: a larger body is none of ours."""
    from urllib.parse import parse_qsl

    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > 1 << 18:
            raise HTTPException(413, "The form is too large.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _looks(row: Row) -> str:
    """`5 lines removed, 2 to look at`."""
    lines = f"{row.cuts} line{'' if row.cuts == 1 else 's'} removed" if row.cuts else "nothing removed"
    return lines + (f", {row.looks} to look at" if row.looks else "")


def _int(text: str | None, otherwise: int = 1) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else otherwise
