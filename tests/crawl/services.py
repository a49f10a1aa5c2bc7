"""The Wayback Machine and Common Crawl on loopback: their indexes, page by page, and the captures that a test gives them."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, unquote, urlsplit

from demo.http import Reply, Request
from demo.server import Server
from newscrawl.archive.write import payload_digest
from tests.crawl.captures import Capture, damaged, replayed


def surt(url: str) -> str:
    parts = urlsplit(url)
    return ",".join(reversed((parts.hostname or "").split("."))) + ")" + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@dataclass
class Service:
    """Serves captures. `faults`: what it answers instead, by a word in the address, so many times. `broken`: captures, by address and
    moment, that it lists and cannot give. `rows`: of an answer of its index. `wraps`: pages come as a replay (`wayback`, `pywb`) shows them
    to a browser, whatever was asked for."""

    captures: list[Capture]
    faults: list[tuple[str, int, Reply]] = field(default_factory=list)
    broken: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: int = 40
    wraps: str = ""
    words: ClassVar[tuple[str, str]] = ("", "")  # in the addresses of index and captures

    def __post_init__(self) -> None:
        self.captures.sort(key=lambda capture: (surt(capture.url), capture.stamp))
        self.by_address: dict[str, list[Capture]] = {}
        for capture in self.captures:
            self.by_address.setdefault(surt(capture.url), []).append(capture)
        self.server = Server(self._serve)

    def __enter__(self) -> Any:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()

    def _serve(self, request: Request) -> Reply:
        for n, (word, times, reply) in enumerate(self.faults):
            if word in request.target and times:
                self.faults[n] = (word, times - 1, reply)
                return reply
        return self.answer(request, parse_qs(urlsplit(request.target).query))

    def answer(self, request: Request, query: dict[str, list[str]]) -> Reply:
        raise NotImplementedError

    def index_requests(self) -> int:
        raise NotImplementedError

    def capture_requests(self) -> list[str]:
        raise NotImplementedError

    def path_of(self, target: str) -> str:
        """The path of the page that a request for a capture is for."""
        raise NotImplementedError

    def listed(self, query: dict[str, list[str]]) -> list[Capture]:
        wanted, match = query["url"][0], query.get("matchType", ["exact"])[0]

        def matches(capture: Capture) -> bool:
            host = urlsplit(capture.url).hostname or ""
            if match == "exact":
                return surt(capture.url) == surt(wanted)
            return host == wanted or (match == "domain" and host.endswith(f".{wanted}"))

        return [c for c in self.captures if matches(c) and c.status == 200 and c.mime == "text/html"]


class WaybackService(Service):
    words = ("/cdx/", "/web/")

    def answer(self, request: Request, query: dict[str, list[str]]) -> Reply:
        if request.path == "/cdx/search/cdx":
            return self._index(query)
        return self._replay(request)

    def index_requests(self) -> int:
        return len(self.server.requests("/cdx/"))

    def capture_requests(self) -> list[str]:
        return [entry.target for entry in self.server.requests("/web/")]

    def path_of(self, target: str) -> str:
        return urlsplit(unquote(target.partition("id_/")[2])).path

    def _index(self, query: dict[str, list[str]]) -> Reply:
        fields = query["fl"][0].split(",")
        found = [c for c in self.listed(query) if c.stamp <= query.get("to", ["9"])[0]]
        collapses = "digest" in query.get("collapse", [])
        collapsed = [c for n, c in enumerate(found) if not (collapses and n and (c.url, c.body) == (found[n - 1].url, found[n - 1].body))]
        start = int(query.get("resumeKey", ["0"])[0].rpartition(" ")[2])
        limit = min(int(query.get("limit", ["100000"])[0]), self.rows)
        rows: list[list[str]] = [fields, *([self._row(c)[name] for name in fields] for c in collapsed[start : start + limit])]
        if start + limit < len(collapsed):
            rows += [[], [f"com%2Ctechpointmag%29%2F+{start + limit}"]]
        return Reply(body=json.dumps(rows).encode(), content_type="application/json")

    def _row(self, capture: Capture) -> dict[str, str]:
        return {
            "urlkey": surt(capture.url),
            "timestamp": capture.stamp,
            "original": capture.url.replace("https://", "http://", 1) if capture.at.minute % 2 else capture.url,
            "mimetype": capture.mime,
            "statuscode": str(capture.status),
            "digest": payload_digest(capture.body).removeprefix("sha1:"),
            "length": str(len(capture.body) // 4),
        }

    def _replay(self, request: Request) -> Reply:
        stamp, _, rest = request.target.removeprefix("/web/").partition("/")
        url = unquote(rest)
        same = self.by_address.get(surt(url), [])
        if not same:
            return Reply(status=404, body=b"<html><body>The Wayback Machine has not archived that URL.</body></html>")
        at = datetime.strptime(stamp[:14] + "+0000", "%Y%m%d%H%M%S%z")
        closest = min(same, key=lambda c: abs(c.at - at))
        if closest.stamp != stamp[:14]:
            return Reply(status=302, headers=(("Location", f"/web/{closest.stamp}{stamp[14:]}/{quote(closest.url, safe=':/?&=')}"),))
        if how := self.broken.get((closest.url, closest.stamp)):
            return Reply(status=404 if how == "changed" else 200)
        kept = [(f"X-Archive-Orig-{name}", value) for name, value in closest.headers]
        memento = ("Memento-Datetime", format_datetime(closest.at, usegmt=True))
        moved = [("Location", f"/web/{closest.stamp}id_/{closest.location}")] if closest.location else []
        wraps = self.wraps or ("" if stamp.endswith("id_") else "wayback")
        body = replayed(closest, self.server.url, wraps) if wraps and closest.mime == "text/html" else closest.body
        return Reply(status=closest.status, body=body, content_type=f"{closest.mime}; charset=UTF-8", headers=(*kept, memento, *moved))


class CommonCrawlService(Service):
    """Each crawl has the captures of one year."""

    words = ("-index", "/crawl-data/")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.files: dict[str, bytearray] = {}
        self.places: dict[tuple[str, str], tuple[str, int, int]] = {}
        self.paths: dict[str, str] = {}  # of requests for records
        for capture in self.captures:
            name = f"crawl-data/CC-MAIN-{capture.at:%Y}-10/segments/1/warc/CC-MAIN-{capture.at:%Y}-{capture.at.month % 2}.warc.gz"
            data = capture.records()
            if how := self.broken.get((capture.url, capture.stamp)):
                data = damaged(data, how)
            before = self.files.setdefault(name, bytearray())
            self.places[capture.url, capture.stamp] = (name, len(before), len(data))
            self.paths[f"/{name} bytes={len(before)}-{len(before) + len(data) - 1}"] = urlsplit(capture.url).path
            before += data

    def answer(self, request: Request, query: dict[str, list[str]]) -> Reply:
        if request.path == "/collinfo.json":
            years = sorted({c.at.year for c in self.captures}, reverse=True)
            crawls = [{"id": f"CC-MAIN-{y}-10", "from": f"{y}-01-01T00:00:00", "to": f"{y}-12-31T23:59:59"} for y in years]
            return Reply(body=json.dumps(crawls).encode(), content_type="application/json")
        if request.path.endswith("-index"):
            return self._index(int(request.path.split("-")[2]), query)
        data = self.files.get(request.path.removeprefix("/"))
        if data is None:
            return Reply(status=404)
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        return Reply(status=206, body=bytes(data[int(first) : int(last) + 1]), content_type="application/octet-stream", compress=False)

    def index_requests(self) -> int:
        return sum("-index" in entry.path for entry in self.server.requests())

    def capture_requests(self) -> list[str]:
        return [f"{entry.target} {entry.headers.get('range')}" for entry in self.server.requests("/crawl-data/")]

    def path_of(self, target: str) -> str:
        return self.paths[target]

    def _index(self, year: int, query: dict[str, list[str]]) -> Reply:
        found = [c for c in self.listed(query) if c.at.year == year]
        if "showNumPages" in query:
            return Reply(body=json.dumps({"pages": -(-len(found) // self.rows), "pageSize": 5, "blocks": 1}).encode())
        page = int(query["page"][0])
        rows = [self._row(c) for c in found[page * self.rows : (page + 1) * self.rows]]
        if not rows:
            return Reply(status=404, body=b'{"message": "No Captures found"}')
        return Reply(body="\n".join(map(json.dumps, rows)).encode(), content_type="text/x-ndjson")

    def _row(self, capture: Capture) -> dict[str, str]:
        name, offset, length = self.places[capture.url, capture.stamp]
        return {
            "urlkey": surt(capture.url),
            "timestamp": capture.stamp,
            "url": capture.url,
            "mime": capture.mime,
            "status": str(capture.status),
            "digest": payload_digest(capture.body).removeprefix("sha1:"),
            "length": str(length),
            "offset": str(offset),
            "filename": name,
        }


class NewsService(Service):
    """CC-NEWS: two files a month, in the order of capture, with another site's pages and a damaged record in each."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.files: dict[str, bytes] = {}
        for n, capture in enumerate(sorted(self.captures, key=lambda capture: capture.at)):
            folder = f"crawl-data/CC-NEWS/{capture.at:%Y/%m}"
            name = f"{folder}/CC-NEWS-{capture.at:%Y%m}{'01' if capture.at.day < 16 else '16'}020304-{n:05}.warc.gz"
            name = next((known for known in self.files if known[:-13] == name[:-13]), name)
            foreign = replace(capture, url=capture.url.replace("techpointmag.com", "elsewhere.example"))
            begun = self.files.get(name) or foreign.records()[:-20] + foreign.records()
            self.files[name] = begun + capture.records()

    def answer(self, request: Request, query: dict[str, list[str]]) -> Reply:
        folder, _, name = request.path.removeprefix("/").rpartition("/")
        if name == "warc.paths.gz":
            listed = [path for path in self.files if path.startswith(folder)]
            data = gzip.compress("\n".join(listed).encode())
            return Reply(body=data, content_type="application/octet-stream", compress=False) if listed else Reply(status=404)
        data = self.files.get(f"{folder}/{name}", b"")
        if not data:
            return Reply(status=404)
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        body = data[int(first) : int(last) + 1]
        span = f"bytes {first}-{int(first) + len(body) - 1}/{len(data)}"
        return Reply(status=206, body=body, content_type="application/octet-stream", compress=False, headers=(("Content-Range", span),))

    def index_requests(self) -> int:
        return sum(entry.path.endswith("warc.paths.gz") for entry in self.server.requests())

    def capture_requests(self) -> list[str]:
        return [f"{entry.target} {entry.headers.get('range')}" for entry in self.server.requests() if entry.path.endswith(".warc.gz")]


BUSY = Reply(status=429, headers=(("Retry-After", "1"),), body=b"slow down")
