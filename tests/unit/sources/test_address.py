import socket
import threading
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.domain.errors import FetchError
from factcheck.sources import address as room
from factcheck.sources.address import AddressGuard, is_public, system_resolver
from factcheck.sources.callback import CallbackSender
from factcheck.sources.fetch import HttpArticleFetcher

from .conftest import PUBLIC, FakeWeb

NASTY = [
    "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.1/", "http://0/", "http://0x/",
    "http://127.0.0.1/", "http://127.0.0.1./", "http://127.0.0.1:80/", "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://%31%32%37.0.0.1/", "http://127.0.0.1%2f@example.com/",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[0:0:0:0:0:ffff:169.254.169.254]/", "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/", "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/",
    "http://[2606:4700::5efe:127.0.0.1]/", "http://[2606:4700::1111%25eth0]/", "http://[v1.a]/", "http://[/", "http://]/", "http://[::1", "http://::1/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "http://100.100.100.200/", "http://169.254.169.254/", "http://168.63.129.16/", "http://192.0.0.192/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://0.0.0.0/", "http://198.18.0.1/", "http://192.88.99.1/",
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://localhost../", "http://a.localhost/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://metadata.google.internal/", "http://printer.local/", "http://router.home.arpa/", "http://metadata/", "http://intranet/",
    "http://user@example.com/", "http://user:password@example.com/", "http://example.com@127.0.0.1/", "http://127.0.0.1\\@example.com/", "http://example.com\\@127.0.0.1/", "http://example.com#@127.0.0.1:22/", "http://:@127.0.0.1/",
    "http://example.com:22/", "http://example.com:0/", "http://example.com:65536/", "http://example.com:-80/", "http://example.com:80:80/", "http://example.com:８０８/",
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "data:text/html,x", "javascript:1", "//example.com/", "example.com", "/path", "", " ", "http:", "http://", "http:///", "http:example.com", "http:/example.com", "https://?", "https://#",
    "http://exa mple.com/", "http://example.com/\r\nHost: evil", "http://example.com\x00.evil.example/", "http://.example.com/", "http://example..com/", "http://-/", "http://xn--/", "http://xn--a-.example/\x7f", "http://\ud800.example/", "http://" + "a" * 64 + ".example/", "http://example.com/" + "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("url", NASTY)
def test_nasty_urls_are_refused_for_good_and_nothing_private_is_called(url):
    web = FakeWeb()
    with pytest.raises(FetchError) as caught:
        HttpArticleFetcher(web.factory()).fetch(url)
    assert all(is_public(ip_address(host)) for host, _ in web.connected)
    if web.connected:  # the fragment is no part of the host
        assert url.startswith("http://example.com#")
    assert not caught.value.retryable


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.215.14",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
    ],
)
def test_public_addresses_are_allowed_even_wrapped(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_judged_as_the_address_itself(inner):
    number = int(inner)
    for wrapped in (0xFFFF << 32 | number, 0x0064FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert is_public(ip_address(wrapped.to_bytes(16, "big"))) == is_public(inner)


@given(st.ip_addresses())
def test_no_address_that_the_standard_library_calls_private_is_public(address):
    # A wrapped address is judged as the one inside (the test above); Python 3.13 calls every 6to4 address private.
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    if inner.is_private or inner.is_loopback or inner.is_link_local or inner.is_multicast or inner.is_unspecified:
        assert not is_public(address)


@given(
    st.one_of(
        st.text(),
        st.text().map("http://".__add__),
        st.from_regex(r"https?://[^/]{0,30}(:[0-9]{0,6})?(/.*)?"),
        st.ip_addresses().map("http://{}/".format),
    )
)
def test_no_url_whatever_raises_anything_but_a_fetch_error(url):
    web = FakeWeb()
    with pytest.raises(FetchError):  # whatever is reached answers 404
        HttpArticleFetcher(web.factory()).fetch(url)
    with pytest.raises(FetchError):
        CallbackSender(web.factory(), unix_time=lambda: 0.0).send(url, b"{}", "secret")
    assert all(is_public(ip_address(host)) and port in (80, 443) for host, port in web.connected)


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_no_redirect_whatever_raises_anything_but_a_fetch_error(location):
    web = FakeWeb()
    line = location.replace("\r", "").replace("\n", "")
    web.answers["example.com/"] = (
        b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: " + line.encode("latin-1") + b"\r\n\r\n"
    )
    with pytest.raises(FetchError):
        HttpArticleFetcher(web.factory()).fetch("http://example.com/")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.COM./a", "https://example.com/a"),
        ("https://example.com:443/a#part", "https://example.com/a"),
        ("https://bücher.example.com/ä", "https://xn--bcher-kva.example.com/%C3%A4"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_an_allowed_url_is_normalised(url, expected):
    assert str(AddressGuard().check(url)) == expected


def test_a_company_network_can_be_allowed_and_no_other():
    guard = AddressGuard(networks=(ip_network("127.0.0.0/8"),), ports=frozenset({80, 8080}))
    assert guard.addresses("127.0.0.1", 8080) == ("127.0.0.1",)
    with pytest.raises(FetchError):
        guard.check("http://10.0.0.1/")


@pytest.mark.parametrize("answers", [[], ["nonsense"], [PUBLIC, "fe80::1%eth0"]])
def test_useless_answers_of_the_resolver_are_refused(answers):
    with pytest.raises(FetchError):
        AddressGuard(resolve=lambda _host, _port: answers).addresses("example.com", 80)


@pytest.mark.parametrize(("errno", "retryable"), [(socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)])
def test_a_name_server_in_trouble_is_worth_a_second_try_and_an_unknown_name_is_not(monkeypatch, errno, retryable):
    def fail(*args, **kwargs):
        raise socket.gaierror(errno, "x")

    monkeypatch.setattr(room.socket, "getaddrinfo", fail)
    with pytest.raises(FetchError) as caught:
        system_resolver("example.com", 80)
    assert caught.value.retryable is retryable


def test_a_name_server_that_hangs_is_left(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(room, "RESOLVE_TIMEOUT_S", 0.01)
    monkeypatch.setattr(room.socket, "getaddrinfo", lambda *_a, **_k: release.wait(5) and [])
    with pytest.raises(FetchError) as caught:
        system_resolver("example.com", 80)
    release.set()
    assert caught.value.retryable
