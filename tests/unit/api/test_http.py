"""Negotiation, and the page's way with spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handlers.fakes import TEXT, claims, report, verdict

from factcheck.api.http import wants_html
from factcheck.api.page import render_page
from factcheck.domain.values import ClaimReport, Span, VerdictLabel


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/html", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/html;q=0.9", False),
        ("application/json;q=0.2, Text/HTML; q=0.9", True),
        ("text/html, application/json", False),
        ("text/html;q=0", False),
        ("text/html;q=high", False),
        ("text/*", False),
    ],
)
def test_a_page_is_given_to_who_asks_for_one_by_name(accept, html):
    assert wants_html(accept) is html


def words_of(page):
    start = page.index('<section class="text"')
    return page[start : page.index("</section>", start)]


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 80)), max_size=8))
def test_however_claims_overlap_the_page_shows_each_word_of_the_article_once(spans):
    entries = tuple(
        ClaimReport(
            _claim_at(n, start, min(len(TEXT), start + length)),
            verdict(VerdictLabel.NOT_ENOUGH),
            (),
        )
        for n, (start, length) in enumerate(spans)
    )
    page, _ = render_page(report(claims=entries))
    shown = words_of(page)
    for word in ("VARLOW", "hangers", "4,100", "scandalous"):
        assert _plain(shown).count(word) == TEXT.count(word)


def _claim_at(number, start, end):
    base = claims()[0].claim
    return type(base)(
        id=f"clm_{'a' * 26}_{number}",
        text=TEXT[start:end],
        span=Span(start, end),
        standalone="A claim.",
        type=base.type,
        checkworthiness=0.5,
        certainty=base.certainty,
    )


def _plain(html):
    kept, inside, sup = [], False, False
    for character in html.replace("<sup>", "\x01").replace("</sup>", "\x02"):
        if character == "\x01":
            sup = True
        elif character == "\x02":
            sup = False
        elif character == "<":
            inside = True
        elif character == ">":
            inside = False
        elif not inside and not sup:
            kept.append(character)
    return "".join(kept)
