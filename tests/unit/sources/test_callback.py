from datetime import UTC, datetime, timedelta

import pytest

from factcheck.domain.errors import FetchError
from factcheck.sources.callback import CallbackSender, sign, verify

from .conftest import FakeWeb, answer, redirect

URL = "https://reader.example.com/hook"
NOW = datetime(2031, 3, 2, 8, 0, tzinfo=UTC)
BODY = '{"title": "Überfahrt"}'.encode()
UNIX = int(NOW.timestamp())


def send(web: FakeWeb, url: str = URL) -> None:
    CallbackSender(web.factory(), unix_time=lambda: NOW.timestamp() + 0.9).send(url, BODY, "s3cret")


def test_a_report_is_posted_as_json_with_a_signature_that_its_receiver_can_check(web):
    web.answers["reader.example.com/hook"] = answer(status=204)
    send(web)
    head, _, body = web.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /hook HTTP/1.1"
    assert "Content-Type: application/json" in lines
    assert body == BODY
    header = next(line.partition(": ")[2] for line in lines if line.startswith("X-Factcheck-Signature: "))
    assert verify(header, body, "s3cret", NOW)


def test_the_signature_is_the_documented_one():
    # printf '1.{}' | openssl dgst -sha256 -hmac key
    assert sign(b"{}", "key", 1) == "t=1,v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"


@pytest.mark.parametrize("change", ["secret", "body", "late", "early"])
def test_a_forged_changed_or_old_message_is_not_genuine(change):
    header = sign(BODY, "s3cret", UNIX)
    secret = "other" if change == "secret" else "s3cret"
    body = BODY + b" " if change == "body" else BODY
    now = NOW + {"late": timedelta(seconds=301), "early": timedelta(seconds=-301)}.get(change, timedelta())
    assert not verify(header, body, secret, now)


def test_the_tolerance_is_the_receivers_choice():
    header = sign(BODY, "s3cret", UNIX)
    assert verify(header, BODY, "s3cret", NOW + timedelta(seconds=300))
    assert not verify(header, BODY, "s3cret", NOW + timedelta(seconds=11), tolerance=10)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "t=1",
        "v1=aa",
        "t=x,v1=aa",
        "t=²,v1=aa",
        "t=" + "9" * 5000 + ",v1=aa",
        f"t={UNIX},v1=ü",
        f"t={UNIX},t={UNIX},v1=aa",
        ",,,=,=",
    ],
)
def test_a_malformed_header_is_not_genuine(header):
    assert not verify(header, BODY, "s3cret", NOW)


def test_two_signatures_let_a_secret_be_changed_without_a_gap():
    old, new = sign(BODY, "old", UNIX), sign(BODY, "new", UNIX).partition(",")[2]
    assert verify(f"{old},{new}", BODY, "new", NOW)
    assert verify(f"{old},{new}", BODY, "old", NOW)


def test_nothing_is_sent_or_trusted_without_a_secret(web):
    with pytest.raises(ValueError, match="secret"):
        CallbackSender(web.factory()).send(URL, BODY, "")
    assert not web.connected
    assert not verify(f"t={UNIX},v1=", BODY, "", NOW)


@pytest.mark.parametrize(
    ("status", "retryable"), [(400, False), (404, False), (410, False), (429, True), (500, True), (503, True)]
)
def test_a_refused_report_is_tried_again_only_where_that_may_help(web, status, retryable):
    web.answers["reader.example.com/hook"] = answer(b"private words", status=status)
    with pytest.raises(FetchError) as caught:
        send(web)
    assert caught.value.retryable is retryable
    assert "private" not in caught.value.detail
    assert len(web.requests) == 1


def test_redirects_are_not_followed(web):
    web.answers["reader.example.com/hook"] = redirect("https://reader.example.com/other", 307)
    with pytest.raises(FetchError) as caught:
        send(web)
    assert not caught.value.retryable
    assert len(web.requests) == 1


def test_a_receiver_in_the_private_network_is_refused(web):
    web.names["reader.example.com"] = ["10.0.0.1"]
    with pytest.raises(FetchError):
        send(web)
    assert not web.connected


def test_a_receiver_that_drips_is_left_after_ten_seconds(web):
    web.answers["reader.example.com/hook"] = answer(status=204)
    web.bytes_per_read, web.seconds_per_read = 1, 0.5
    with pytest.raises(FetchError) as caught:
        send(web)
    assert caught.value.retryable
    assert web.clock.now <= 1010.5
