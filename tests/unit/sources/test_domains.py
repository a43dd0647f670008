import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources.domains import registrable_domain


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://News.Outlet.co.uk/a?b#c", "outlet.co.uk"),
        ("http://outlet.example", "outlet.example"),
        ("https://www.outlet.example.:8443/", "outlet.example"),
        ("https://user:pw@www.outlet.example/", "outlet.example"),
        ("https://münchen.de/x", "xn--mnchen-3ya.de"),
        ("https://www.xn--mnchen-3ya.de/x", "xn--mnchen-3ya.de"),
        ("https://MÜNCHEN.de", "xn--mnchen-3ya.de"),
        ("https://one.github.io/", "one.github.io"),
        ("https://my_desk.outlet.example/", "outlet.example"),
    ],
)
def test_the_domain_is_what_somebody_registered(url, domain):
    assert registrable_domain(url) == domain


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://8.8.8.8/", "http://[2606:4700::1]/", "http://0x7f.1/", "http://127.1/", "http://localhost/", "http://localhost.:80/", "http://a.localhost/", "http://co.uk/", "http://github.io/",
     "", "outlet.example", "ftp://outlet.example/", "mailto:a@outlet.example", "http://", "http://[", "http://a..b.example/", "http://。/", "http://exa mple.com/", "http://" + "a." * 200 + "com/", "http://\ud800.com/"],
)  # fmt: skip
def test_what_has_no_registered_name_has_none(url):
    assert registrable_domain(url) is None


@given(st.one_of(st.text(), st.text().map("https://".__add__), st.from_regex(r"https?://[^/]{0,40}/?")))
def test_any_text_gives_a_lower_case_ascii_name_or_none(url):
    found = registrable_domain(url)
    assert found is None or (found.isascii() and found == found.lower() and "." in found)
    if found is not None:
        assert registrable_domain(f"https://{found}/") == found
