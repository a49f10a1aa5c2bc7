from __future__ import annotations

import gzip
import random
import time
import zlib
from collections import Counter
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response

from newscrawl import decoding
from newscrawl.decoding import BodyTooLarge, Limit, TruncatedBody, UnreadableEncoding, decode, zstd
from newscrawl.middlewares.safe.compression import decoded

TEXT = b"<html><body>" + b"".join(b"<p>Paragraph %d of a story that goes on.</p>" % n for n in range(5000)) + b"</body></html>"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def response(body: bytes, *encodings: str, status: int = 200, flags: list[str] | None = None) -> Response:
    headers = {"Content-Type": "text/html", "Content-Encoding": list(encodings)} if encodings else {"Content-Type": "text/html"}
    headers["Content-Length"] = str(len(body))
    return Response("http://magazine.example/", status=status, headers=headers, body=body, flags=flags)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_whole_body_comes_out(name: str) -> None:
    done = decoded(response(ENCODERS[name](TEXT), name), 1_000_000)
    assert done.body == TEXT
    assert isinstance(done, HtmlResponse)
    assert "Content-Encoding" not in done.headers
    assert done.headers["Content-Length"] == str(len(TEXT)).encode()


def test_bare_deflate_comes_out() -> None:
    assert decode(raw_deflate(TEXT), "deflate", Limit()) == TEXT


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("missing", [1, 4, 9, 0.5, 0.99])
def test_a_cut_body_is_an_error_and_no_text(name: str, missing: float) -> None:
    body = ENCODERS[name](TEXT)
    kept = body[: len(body) - (missing if isinstance(missing, int) else int(len(body) * missing))]
    with pytest.raises(TruncatedBody):
        decode(kept, name, Limit())
    with pytest.raises(ResponseDataLossError):
        decoded(response(kept, name), 0)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_body_that_is_not_what_it_says_is_an_error(name: str) -> None:
    with pytest.raises(ResponseDataLossError):
        decoded(response(b"\x00\x01 plain text \xff\xfe" * 10, name), 0)


def test_a_flipped_byte_is_an_error() -> None:
    body = bytearray(gzip.compress(TEXT))
    body[-6] ^= 1
    with pytest.raises(TruncatedBody):
        decode(bytes(body), "gzip", Limit())


@pytest.mark.parametrize("name", ENCODERS)
def test_a_bomb_stops_at_the_limit(name: str) -> None:
    bomb = ENCODERS[name](bytes(50_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(BodyTooLarge):
        decode(bomb, name, Limit(1_000_000))
    assert len(decode(bomb, name, Limit(1_000_000, first_only=True))) < 1_000_000 + 2**17


def test_a_zstd_window_beyond_what_http_allows_is_not_opened() -> None:
    wide = zstd.compress(TEXT * 200, options={zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0})
    with pytest.raises(TruncatedBody):
        decode(wide, "zstd", Limit())


@pytest.mark.parametrize(("name", "join"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_several_members_are_one_body(name: str, join: Callable[[bytes], bytes]) -> None:
    assert decode(join(b"first ") + join(b"second"), name, Limit()) == b"first second"
    assert decode(join(b"first ") + join(b"second")[:-3], name, Limit(stopped=True)).startswith(b"first ")
    with pytest.raises(TruncatedBody):
        decode(join(b"first ") + join(b"second")[:-3], name, Limit())


@pytest.mark.parametrize(("name", "empty"), [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstd.compress(b""))])
def test_empty_pieces_without_number_are_no_body(name: str, empty: bytes) -> None:
    assert decode(empty * 100, name, Limit(1000)) == b""
    started = time.process_time()
    with pytest.raises(UnreadableEncoding, match="more than 100"):
        decode(empty * (9_000_000 // len(empty)), name, Limit(1000))
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd"])
def test_what_follows_the_end_is_dropped(name: str) -> None:
    assert decode(ENCODERS[name](TEXT) + b"\r\n<!-- cached -->", name, Limit()) == TEXT
    assert decode(ENCODERS[name](TEXT) + bytes(100), name, Limit()) == TEXT


def test_two_layers_come_off_and_three_do_not() -> None:
    twice = gzip.compress(brotli.compress(TEXT))
    assert decoded(response(twice, "br, gzip"), 0).body == TEXT
    assert decoded(response(twice, "br", "gzip"), 0).body == TEXT
    with pytest.raises(UnreadableEncoding):
        decoded(response(gzip.compress(twice), "br, gzip, gzip"), 0)


def test_an_encoding_that_nobody_knows_is_left_as_it_is() -> None:
    assert decoded(response(b"text", "utf-8"), 0).body == b"text"
    assert decoded(response(b"text", "identity"), 0).body == b"text"
    assert decoded(response(b"text"), 0).body == b"text"


def test_an_empty_body_is_an_error_where_a_page_was_promised() -> None:
    with pytest.raises(ResponseDataLossError):
        decoded(response(b"", "gzip"), 0)
    assert decoded(response(b"", "gzip", status=304), 0).body == b""


def test_a_body_that_was_stopped_on_purpose_gives_what_it_has() -> None:
    cut = gzip.compress(TEXT)[:-20]
    assert TEXT.startswith(decoded(response(cut, "gzip", flags=["download_stopped"]), 0).body[:1000])


@given(st.binary(max_size=300), st.sampled_from(sorted(ENCODERS)))
def test_any_bytes_are_decoded_or_an_error(body: bytes, name: str) -> None:
    try:
        decode(body, name, Limit(10_000))
    except (TruncatedBody, BodyTooLarge):
        return


@given(st.binary(max_size=3000), st.sampled_from(sorted(ENCODERS)))
def test_what_was_encoded_comes_out_again(body: bytes, name: str) -> None:
    assert decode(ENCODERS[name](body), name, Limit()) == body


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_the_fast_decoder_gives_what_zlib_gives_of_damaged_bodies_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)

    def outcome(body: bytes, limit: Limit) -> bytes | type[Exception]:
        try:
            return decode(body, name, limit)
        except (BodyTooLarge, TruncatedBody, UnreadableEncoding) as error:
            return type(error)

    seen: Counter[object] = Counter()
    for text in (b"", b"x", TEXT, rng.randbytes(70_000), bytes(65_536), bytes(65_537)):
        for whole in (ENCODERS[name](text), raw_deflate(text)) if name == "deflate" else (ENCODERS[name](text),):
            cut = [whole[: rng.randrange(len(whole))] for _ in range(20)]
            longer = [whole + rng.randbytes(3), whole + bytes(40), whole + whole, whole * 120 if len(whole) < 200 else whole]
            flipped = []
            for _ in range(60):
                place, bit = rng.randrange(len(whole)), rng.randrange(8)
                if name != "gzip" or place != 3 or bit < 5:  # the flags that mean nothing yet: zlib refuses them
                    flipped.append(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            for body in (whole, *cut, *longer, *flipped):
                limit = rng.choice([Limit(1_000_000), Limit(60_000), Limit(60_000, first_only=True), Limit(stopped=True)])
                fast = outcome(body, limit)
                with monkeypatch.context() as patch:
                    patch.setattr(decoding, "inflater", zlib)
                    slow = outcome(body, limit)
                if limit.stopped and isinstance(fast, bytes) and isinstance(slow, bytes):  # how much comes out of a rest is each one's own
                    assert fast.startswith(slow) or slow.startswith(fast)
                else:
                    assert slow == fast
                seen[fast if isinstance(fast, type) else bytes] += 1
    assert seen[bytes] > 50 < seen[TruncatedBody]
    assert seen[BodyTooLarge] > 10


def test_many_small_members_are_one_body() -> None:
    """bgzip (htslib 1.23) makes a member of each 65,280 bytes, other parallel compressors of 128 KiB."""
    members = [b"%d " % n * 2000 for n in range(300)]
    assert decode(b"".join(map(gzip.compress, members)), "gzip", Limit()) == b"".join(members)
    assert decode(b"".join(map(zstd.compress, members)), "zstd", Limit()) == b"".join(members)


def test_a_later_member_that_is_damaged_is_an_error() -> None:
    second = bytearray(gzip.compress(random.Random(7).randbytes(200_000)))
    second[100_000] ^= 1
    with pytest.raises(TruncatedBody) as told:
        decode(gzip.compress(TEXT) + second, "gzip", Limit())
    assert told.value.got.startswith(TEXT)
