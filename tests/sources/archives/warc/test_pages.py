"""Which records are pages, and how their payloads are decoded."""

from __future__ import annotations

import gzip
import io
import re
import time
import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.archives.warc.written import SETTINGS, archive, html, made, read, response, survivors, zstd
from warcio.warcwriter import WARCWriter

from retold.config import Settings
from retold.errors import FormatError, SourceError
from retold.sources import items, pages
from retold.sources.archives.warc.payload import Message, decode_body
from retold.types import Content, Page, Skipped

URL = "http://x.example/0"
DIGEST = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def one(body: bytes, *http: tuple[str, str], gz: bool = True, **warc: str) -> Page | FormatError | Skipped:
    (item,) = read(made([lambda w: response(w, URL, body, http=http, **warc)], gz).data)
    return item


def chunked(body: bytes, size: int = 700) -> bytes:
    return (
        b"".join(
            b"%x;ext=1\r\n%b\r\n" % (len(body[i : i + size]), body[i : i + size]) for i in range(0, len(body), size)
        )
        + b"0\r\n\r\n"
    )


def test_a_page_says_where_it_is_from() -> None:
    whole = archive(3)
    found = read(whole.data, "crawl/x.warc.gz")
    assert [p.source for p in found if isinstance(p, Page)] == [f"crawl/x.warc.gz:{at}" for at in whole.at[:3]]
    page = found[1]
    assert isinstance(page, Page)
    assert (page.content, page.text, page.metadata.url) == (Content.HTML, html(1), "http://x.example/1")
    assert page.retrieved == datetime(2026, 2, 26, 10, tzinfo=UTC)
    assert page.metadata.publisher == ""


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz", "x.warc.zst", "unnamed"])
def test_every_compression_by_name_and_by_content(name: str, tmp_path: Path) -> None:
    plain = archive(3, gz=False)
    wholes = {
        "x.warc": plain.data,
        "x.warc.gz": archive(3).data,
        "x.warc.zst": zstd(plain).data,
        "unnamed": gzip.compress(plain.data),
    }
    path = tmp_path / name
    path.write_bytes(wholes[name])
    assert survivors([i for i in items(str(path), SETTINGS) if isinstance(i, Page | FormatError | Skipped)]) == [
        0,
        1,
        2,
    ]


def test_a_zstandard_archive_with_a_dictionary() -> None:
    plain = archive(4, gz=False)
    dictionary = plain.part(0)
    data = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary + zstd(plain, dictionary).data
    assert survivors(read(data, "x.warc.zst")) == [0, 1, 2, 3]
    assert survivors(read(zstd(plain, dictionary).data, "x.warc.zst")) == []


def test_what_is_no_page_is_counted_by_reason() -> None:
    def other(kind: str, url: str = URL, content: str = "text/html") -> object:
        def write(writer: WARCWriter) -> None:
            writer.write_record(
                writer.create_warc_record(
                    url,
                    kind,
                    payload=io.BytesIO(b"GET / HTTP/1.1\r\n\r\n" if kind == "request" else b"<html>x"),
                    warc_content_type=content,
                )
            )

        return write

    writes = [
        lambda w: w.write_record(w.create_warcinfo_record("x.warc.gz", {"software": "test"})),
        other("request", content="application/http"), other("metadata"), other("conversion", content="text/plain"),
        lambda w: w.write_record(w.create_revisit_record(URL, DIGEST, URL, "2026-02-26T10:00:00Z")),
        other("resource"), other("resource", "urn:view:http://x.example/"), other("resource", content="image/png"),
        lambda w: response(w, URL, b"gone", "404 Not Found"),
        lambda w: response(w, URL, b"%PDF", http=[("Content-Type", "application/pdf")]),
        lambda w: response(w, "dns:x.example", b"x"),
        lambda w: response(w, URL, b"  "),
        lambda w: response(w, URL, b"<html>half", WARC_Truncated="disconnect"),
        lambda w: response(w, URL, b"<html>long", WARC_Truncated="length"),
        lambda w: response(w, URL, b"<html>one", WARC_Segment_Number="1"),
    ]  # fmt: skip
    found = read(made(writes).data)  # type: ignore[arg-type]
    assert [p.text for p in found if isinstance(p, Page)] == ["<html>x", "<html>long"]
    assert Counter(s.reason for s in found if isinstance(s, Skipped)) == {
        "warcinfo record": 1, "request record": 1, "metadata record": 1, "conversion record": 1, "revisit record": 1,
        "not from the web": 2, "not HTML": 2, "status 404": 1, "empty": 1,
        "truncated (disconnect)": 1, "in segments": 1,
    }  # fmt: skip
    assert len(found) == len(writes)


BODY = html(0).encode()


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (chunked(BODY), [("Transfer-Encoding", "chunked")]),
        (BODY, [("Transfer-Encoding", "chunked")]),  # decoded already, as CC-NEWS had it
        (gzip.compress(BODY), [("Content-Encoding", "gzip")]),
        (gzip.compress(BODY[:500]) + gzip.compress(BODY[500:]), [("Content-Encoding", "x-gzip")]),
        (BODY, [("Content-Encoding", "gzip")]),
        (zlib.compress(BODY), [("Content-Encoding", "deflate")]),
        (zlib.compress(BODY)[2:-4], [("Content-Encoding", "deflate")]),
        (brotli.compress(BODY), [("Content-Encoding", "br")]),
        (BODY, [("Content-Encoding", "br")]),
        (chunked(brotli.compress(BODY), 60), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "BR")]),
        (gzip.compress(zlib.compress(BODY)), [("Content-Encoding", "deflate, gzip")]),
        (BODY, [("Content-Encoding", "utf-8")]),
    ],
)
def test_codings_are_undone(body: bytes, http: list[tuple[str, str]]) -> None:
    page = one(body, *http)
    assert isinstance(page, Page), page
    assert page.text == html(0)


@pytest.mark.parametrize(
    ("text", "encoded", "kind"),
    [
        ("<p>Café – Łódź", "iso-8859-2", "text/html; charset=ISO-8859-2"),
        ("<p>Привет", "windows-1251", 'text/html;charset="windows-1251"'),
        ("<p>今日は", "shift_jis", "text/html; charset=Shift_JIS"),
        ("<meta charset=gb18030><p>新闻", "gb18030", "text/html"),
    ],
)
def test_charsets_of_the_header_and_of_the_page(text: str, encoded: str, kind: str) -> None:
    page = one(text.encode(encoded, "replace"), ("Content-Type", kind))
    assert isinstance(page, Page)
    assert page.text == text.encode(encoded, "replace").decode(encoded)


@pytest.mark.parametrize(
    ("body", "http", "said"),
    [
        (gzip.compress(bytes(50_000_000)), ("Content-Encoding", "gzip"), "unpacks to more than 200,000"),
        (brotli.compress(bytes(50_000_000)), ("Content-Encoding", "br"), "unpacks to more than 200,000"),
        (zlib.compress(bytes(50_000_000)), ("Content-Encoding", "deflate"), "unpacks to more than 200,000"),
        (gzip.compress(BODY)[:-20], ("Content-Encoding", "gzip"), "no end"),
        (gzip.compress(BODY)[:50] + b"x" + gzip.compress(BODY)[50:], ("Content-Encoding", "gzip"), "damaged"),
        (brotli.compress(BODY)[:-20], ("Content-Encoding", "br"), "damaged"),
        (chunked(BODY)[:-300], ("Transfer-Encoding", "chunked"), "damaged or cut"),
        (b"<html>" + bytes(300_000), ("X-None", ""), "larger than 200,000"),
    ],
)
def test_a_payload_that_cannot_be_decoded_is_an_error_of_its_record_alone(
    body: bytes, http: tuple[str, str], said: str
) -> None:
    whole = made(
        [lambda w: response(w, URL, body, http=[http]), lambda w: response(w, "http://x.example/1", html(1).encode())]
    )
    found = read(whole.data)
    assert isinstance(found[0], FormatError)
    assert said in str(found[0])
    assert found[0].source == "x.warc.gz:0"
    assert survivors(found) == [1]


def test_a_payload_of_many_members_takes_no_time() -> None:
    """Each cost a copy of all that was left, and of all that was unpacked."""
    for member in (gzip.compress(b""), gzip.compress(b"x")):
        packed = gzip.compress(BODY) + member * (4_000_000 // len(member))
        since = time.process_time()
        sent = Message(200, {"content-encoding": "gzip"}, packed)
        assert decode_body(sent, 10_000_000).startswith(BODY)
        assert time.process_time() - since < 4.0


@given(st.lists(st.integers(0, 5000), max_size=6), st.sampled_from([b"", b"junk", b"\x1f", b"\x1f\x8b"]))
def test_members_of_any_size_are_unpacked(sizes: list[int], behind: bytes) -> None:
    parts = [html(0, 6000).encode()[:size] for size in (100, *sizes)]
    packed = b"".join(gzip.compress(p, 1) for p in parts) + behind
    sent = Message(200, {"content-encoding": "gzip"}, packed)
    assert decode_body(sent, 100_000, is_cut=True) == b"".join(parts)
    if behind != b"\x1f\x8b":
        assert decode_body(sent, 100_000) == b"".join(parts)


def test_what_the_crawler_cut_is_decoded_as_far_as_it_goes() -> None:
    body = gzip.compress(html(0, 60_000).encode())
    page = one(body[: len(body) // 2], ("Content-Encoding", "gzip"), WARC_Truncated="length")
    assert isinstance(page, Page)
    assert 10_000 < len(page.text) < 60_000
    assert html(0, 60_000).startswith(page.text)


@pytest.mark.parametrize("gz", [True, False])
def test_a_large_record_of_another_kind_is_passed_over(gz: bool) -> None:
    video = lambda w: response(w, URL, bytes(3_000_000), http=[("Content-Type", "video/mp4")])  # noqa: E731
    found = read(made([video, lambda w: response(w, "http://x.example/1", html(1).encode())], gz).data, "x.warc")
    assert [f.reason for f in found if isinstance(f, Skipped)] == ["not HTML"]
    assert survivors(found) == [1]


def test_digests_of_the_payload_by_any_convention() -> None:
    """Where there is no other digest, those of the body with and without its codings both hold."""
    import base64
    import hashlib

    coded = chunked(gzip.compress(BODY))
    fields = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    for digested, holds in ((coded, True), (gzip.compress(BODY), True), (BODY, True), (b"other", False)):
        digest = "sha1:" + base64.b32encode(hashlib.sha1(digested).digest()).decode()
        data = made([lambda w: response(w, URL, coded, http=fields)], gz=False).data
        data = re.sub(rb"WARC-Block-Digest: .*\r\n", b"", data)
        (item,) = read(re.sub(rb"(WARC-Payload-Digest: ).*", rb"\1" + digest.encode() + b"\r", data), "x.warc")
        assert isinstance(item, Page) is holds, item


def test_an_archive_without_pages_says_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(made([lambda w: response(w, URL, b"gone", "404 Not Found")] * 3).data)
    (error,) = pages(str(path), Settings())
    assert isinstance(error, SourceError)
    assert "status 404: 3" in str(error)


def test_an_empty_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"")
    assert [str(e) for e in pages(str(path), Settings())] == [f"{path}: is empty"]
