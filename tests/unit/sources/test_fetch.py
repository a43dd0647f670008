import gzip
import ssl
import zlib
from datetime import UTC, datetime

import httpcore
import pytest

from factcheck.domain.errors import FetchError
from factcheck.sources.fetch import MAX_BYTES, HttpArticleFetcher

from .conftest import PUBLIC, answer, page, redirect, zipped

HARBOUR = "https://courier.example.com/harbour"


def fetch(web, url=HARBOUR):
    return HttpArticleFetcher(web.factory()).fetch(url)


def refusal(web, url=HARBOUR) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(web, url)
    return caught.value


def serve(web, raw, path="/harbour"):
    web.answers["courier.example.com" + path] = raw


def test_a_page_becomes_an_article_with_its_paragraphs(web):
    serve(web, answer(page("harbour")))
    found = fetch(web)
    assert found.url == HARBOUR
    assert found.title == "Harbour wall to be raised by two metres"
    assert found.language == "en"
    paragraphs = found.text.split("\n\n")
    assert [p for p in paragraphs if p.startswith("The council of Port Ellery voted on Saturday")]
    assert paragraphs[-1].endswith("northern basin for that time.")
    assert "“We cannot wait for a fourth,” said Marta Quill, the council’s chair." in found.text


def test_comments_navigation_and_footer_are_left_out(web):
    serve(web, answer(page("harbour")))
    text = fetch(web).text
    assert "commenter" not in text
    assert "Sport" not in text
    assert "rights reserved" not in text


def test_the_declared_moment_of_first_publication_is_kept_in_utc(web):
    serve(web, answer(page("harbour")))
    assert fetch(web).published_at == datetime(2024, 3, 3, 4, 30, tzinfo=UTC)


def test_linked_data_gives_the_moment_and_the_locale_gives_the_language(web):
    serve(web, answer(page("linked_data")))
    found = fetch(web)
    assert found.published_at == datetime(2024, 6, 11, 4, 15, tzinfo=UTC)
    assert found.language == "de"


def test_a_page_without_a_declared_date_gets_none_and_not_that_of_its_footer(web):
    serve(web, answer(page("undated")))
    assert fetch(web).published_at is None


def test_a_date_without_a_time_is_midnight_in_utc(web):
    serve(web, answer(page("harbour").replace(b"2024-03-02T23:30:00-05:00", b"2024-03-02")))
    assert fetch(web).published_at == datetime(2024, 3, 2, tzinfo=UTC)


def test_a_page_with_too_little_text_is_no_article(web):
    serve(web, answer(page("no_article")))
    error = refusal(web)
    assert error.detail == "no article text found"
    assert not error.retryable


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 400,
        b"<",
        b"<html>",
        b"\xff\xfe",
        b"<!--" * 500,
        b"<div>" * 20_000,
        b"%PDF-1.7 " + bytes(range(256)) * 8,
    ],
)
def test_broken_pages_are_no_articles(web, body):
    serve(web, answer(body))
    assert refusal(web).detail == "no article text found"


def test_a_page_of_endless_elements_is_refused_before_it_costs_time(web):
    serve(web, answer(page("harbour").replace(b"</main>", b"<a href='/x'>y</a>" * 60_000 + b"</main>")))
    assert "elements" in refusal(web).detail


@pytest.mark.timeout(40)  # a second; minutes where time grows with the square of the rows
def test_a_page_with_an_enormous_table_is_still_read(web):
    serve(
        web, answer(page("harbour").replace(b"</article>", b"</article><table>" + b"<tr><td>x" * 24_000 + b"</table>"))
    )
    assert "Marta Quill" in fetch(web).text


def test_an_article_longer_than_the_api_takes_is_refused_and_not_cut(web):
    long = "".join(
        f"<p>On day {n} the harbour master counted {n * 7} boats and wrote it down.</p>" for n in range(4000)
    )
    serve(web, answer(page("harbour").replace(b"</article>", long.encode() + b"</article>")))
    assert "200,000" in refusal(web).detail


def test_plain_text_is_taken_as_it_is(web):
    body = "A line of plain text that goes on.\r\nAnd another one.\r\n\r\n" + "Żółć and more. " * 20
    serve(web, answer(body.encode(), content_type="text/plain"))
    found = fetch(web)
    assert found.text.startswith("A line of plain text that goes on.\nAnd another one.\n\nŻółć")
    assert found.title is None


@pytest.mark.parametrize(
    ("header", "encoding", "meta"),
    [
        ("text/html; charset=windows-1252", "cp1252", "utf-8"),
        ("text/html", "cp1252", "iso-8859-1"),
        ("text/html; charset=nonsense", "cp1251", "windows-1251"),
        ("text/html", "utf-16", "utf-8"),
        ("text/html; charset=UTF-8", "utf-8", "iso-8859-1"),
        ("application/xhtml+xml", "utf-8", "punycode"),
    ],
)
def test_the_page_is_read_in_the_encoding_it_declares(web, header, encoding, meta):
    word = "Жители" if encoding == "cp1251" else "Überfahrt"
    source = page("undated").decode().replace('charset="utf-8"', f'charset="{meta}"').replace("Every winter", word)
    serve(web, answer(source.encode(encoding, "replace"), content_type=header))
    assert word in fetch(web).text


def test_a_compressed_page_is_read(web):
    serve(web, zipped(page("harbour")))
    assert "Marta Quill" in fetch(web).text


@pytest.mark.parametrize("window", [15, -15])
def test_both_meanings_of_deflate_are_read(web, window):
    packer = zlib.compressobj(wbits=window)
    body = packer.compress(page("harbour")) + packer.flush()
    serve(web, answer(body, headers={"Content-Encoding": "deflate"}))
    assert "Marta Quill" in fetch(web).text


def test_a_gzip_bomb_is_stopped_at_the_limit(web):
    bomb = zipped(b"<p>" + b" " * 200_000_000)
    serve(web, bomb)
    web.bytes_per_read = 4096
    assert "larger" in refusal(web).detail
    assert web.bytes_read < len(bomb) / 10


def test_a_bomb_of_empty_compressed_blocks_is_stopped(web):
    packer = zlib.compressobj(wbits=31)
    body = packer.compress(b"<p>") + b"".join(
        packer.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff" for _ in range(1)
    )
    body += b"\x00\x00\x00\xff\xff" * (MAX_BYTES // 5)
    serve(web, answer(body, headers={"Content-Encoding": "gzip"}))
    assert "larger" in refusal(web).detail


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "compress"])
def test_layers_of_compression_and_those_not_asked_for_are_refused(web, encoding):
    serve(web, answer(gzip.compress(gzip.compress(page("harbour"))), headers={"Content-Encoding": encoding}))
    assert not refusal(web).retryable


def test_broken_compression_is_an_error_and_half_a_page_a_retryable_one(web):
    serve(web, answer(b"not gzip at all", headers={"Content-Encoding": "gzip"}))
    assert not refusal(web).retryable
    serve(web, answer(gzip.compress(page("harbour"))[:-40], headers={"Content-Encoding": "gzip"}))
    assert refusal(web).retryable


def test_a_page_over_five_megabytes_is_not_read_to_its_end(web):
    serve(web, answer(b"x" * (4 * MAX_BYTES)))
    web.bytes_per_read = 65536
    assert "larger" in refusal(web).detail
    assert web.bytes_read < MAX_BYTES + 3 * 65536


@pytest.mark.parametrize(
    "content_type", ["application/pdf", "image/svg+xml", "application/json", "text/htmlx", "", None]
)
def test_other_content_types_are_refused_without_reading_the_body(web, content_type):
    serve(web, answer(page("harbour"), content_type=content_type))
    assert "HTML" in refusal(web).detail


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        (204, False),
        (206, False),
        (304, False),
        (401, False),
        (403, False),
        (404, False),
        (408, True),
        (410, False),
        (429, True),
        (500, True),
        (503, True),
    ],
)
def test_only_passing_troubles_are_worth_a_second_try(web, status, retryable):
    serve(web, answer(b"the secret of the error page" if status not in (204, 304) else b"", status=status))
    error = refusal(web)
    assert error.retryable is retryable
    assert "secret" not in error.detail


def test_redirects_are_followed_to_the_article_and_its_address_is_reported(web):
    serve(web, redirect("//www.courier.example.com/a?b=1"))
    web.answers["www.courier.example.com/a?b=1"] = redirect("/final#part", 308)
    web.answers["www.courier.example.com/final"] = answer(page("harbour"))
    assert fetch(web).url == "https://www.courier.example.com/final"
    assert web.resolved == ["courier.example.com", "www.courier.example.com", "www.courier.example.com"]


def test_endless_redirects_end_after_five(web):
    serve(web, redirect("/harbour"))
    assert "redirects" in refusal(web).detail
    assert len(web.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706433/", "http://localhost/",
        "https://courier.example.com:22/", "file:///etc/passwd", "gopher://courier.example.com/", "javascript:alert(1)",
        "http://user:password@courier.example.com/", "http://[", "http://\x80\x81/", "http://" + "a" * 5000, "//inside.example.com/",
    ],
)  # fmt: skip
def test_a_redirect_to_where_a_caller_may_not_go_is_refused(web, location):
    web.names["inside.example.com"] = ["10.0.0.7"]
    serve(web, redirect(location))
    assert not refusal(web).retryable
    assert len(web.requests) == 1


def test_the_connection_goes_to_the_judged_address_under_the_name_of_the_host(web):
    serve(web, answer(page("harbour")))
    fetch(web)
    assert web.connected == [(PUBLIC, 443)]
    assert web.tls_names == ["courier.example.com"]
    assert b"\r\nHost: courier.example.com\r\n" in web.requests[0]
    assert web.resolved == ["courier.example.com"]


def test_a_name_with_one_private_address_among_public_ones_is_refused(web):
    web.names["courier.example.com"] = [PUBLIC, "10.1.2.3"]
    assert "public" in refusal(web).detail
    assert not web.connected


def test_a_name_that_rebinds_between_two_hops_is_refused_at_the_second(web):
    replies = iter([[PUBLIC], ["127.0.0.1"]])
    web.resolve = lambda _host, _port: next(replies)
    serve(web, redirect("/harbour"))
    assert "public" in refusal(web).detail
    assert web.connected == [(PUBLIC, 443)]


def test_the_second_address_is_tried_where_the_first_does_not_answer(web):
    web.names["courier.example.com"] = ["2606:4700::1111", "93.184.215.14"]
    web.unreachable["93.184.215.14"] = httpcore.ConnectTimeout()
    serve(web, answer(page("harbour")))
    assert fetch(web).title
    assert web.connected == [("93.184.215.14", 443), ("2606:4700::1111", 443)]


@pytest.mark.parametrize(("error", "retryable"), [(httpcore.ConnectTimeout(), True), (httpcore.ConnectError(), True)])
def test_a_server_that_cannot_be_reached_may_be_back_later(web, error, retryable):
    web.unreachable[PUBLIC] = error
    assert refusal(web).retryable is retryable


def test_a_bad_certificate_stays_bad(web):
    web.tls_failure = ssl.SSLCertVerificationError("self-signed")
    error = refusal(web)
    assert "certificate" in error.detail
    assert not error.retryable


def test_a_body_that_drips_ends_with_the_budget_of_the_whole_fetch(web):
    serve(web, answer(page("harbour")))
    web.bytes_per_read, web.seconds_per_read = 1, 0.5
    assert refusal(web).retryable
    assert web.clock.now <= 1000 + 15.5
    assert web.bytes_read <= 31
    assert web.closed


def test_headers_that_drip_over_several_hops_share_one_budget(web):
    serve(web, redirect("/harbour"))
    web.bytes_per_read, web.seconds_per_read = 40, 2.0
    assert refusal(web).retryable
    assert web.clock.now <= 1000 + 17


def test_a_silent_server_is_left_after_eight_seconds(web):
    serve(web, answer(page("harbour")))
    web.seconds_per_read = 60
    assert refusal(web).retryable
    assert web.clock.now == 1008


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/9 hello",
        b"\x00\x01",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nzz\r\n",
        answer(page("harbour"), headers={"Content-Length": "99999"}),
    ],
)
def test_what_is_not_http_or_has_huge_headers_is_an_error(web, raw):
    serve(web, raw)
    refusal(web)


def test_the_request_says_truthfully_who_asks_and_carries_nothing_of_the_environment(web, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    serve(web, answer(page("harbour")))
    fetch(web)
    request = web.requests[0].decode()
    assert "User-Agent: factcheck/" in request
    assert "Accept: text/html" in request
    assert "Accept-Encoding: gzip, deflate\r\n" in request
    assert "Authorization" not in request


def test_ports_other_than_the_webs_are_allowed_only_where_configured(web):
    assert "port" in refusal(web, "https://courier.example.com:8443/harbour").detail
    web.answers["courier.example.com:8443/harbour"] = answer(page("harbour"))
    fetcher = HttpArticleFetcher(web.factory(ports=frozenset({8443})))
    assert fetcher.fetch("https://courier.example.com:8443/harbour").title
