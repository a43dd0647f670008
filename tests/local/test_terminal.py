"""What a reader finds in the printed report."""

import io
from typing import Any

import pytest
from rich.console import Console

from factcheck.local.terminal import print_reports

TEXT = (
    "Nine people were hurt in the fire, harbour master Ilse Tarnow said.\n\n"
    "Of the 120 households, 48, or 60 percent, were back by noon."
)
TITLE = "Nine hurt in harbour fire"


def span(part: str, text: str = TEXT) -> dict[str, int]:
    start = text.index(part)
    return {"start": start, "end": start + len(part)}


def claim(part: str, **more: object) -> dict[str, Any]:
    return {
        "id": "clm_x",
        "text": part,
        "span": span(part),
        "standalone": part,
        "type": "quantity",
        "checkworthiness": 0.83,
        "certainty": "asserted",
        "attribution": [],
        "quantities": [],
        "dates": [],
        "entities": [],
        "verdict": {
            "label": "Not Enough Evidence",
            "confidence": 0.5,
            "supporting": 0,
            "refuting": 0,
            "decided_by": "sources",
            "explanation": "No other source speaks of it.",
            "as_of": "2031-09-19T12:00:00Z",
        },
        "evidence": [],
        **more,
    }


@pytest.fixture
def report() -> dict[str, Any]:
    hurt = claim(
        "Nine people were hurt in the fire",
        attribution=[
            {"source": "harbour master Ilse Tarnow", "kind": "indirect", "cue": "said", "span": span("Tarnow")}
        ],
        certainty="hedged",
        quantities=[
            {"text": "Nine people", "value": 9.0, "unit": "people", "bound": "at_least", "low": None, "high": None}
        ],
        verdict={
            "label": "Conflicting Evidence",
            "confidence": 0.71,
            "supporting": 0,
            "refuting": 1,
            "decided_by": "sources",
            "explanation": "One source gives another figure.",
            "as_of": "2031-09-19T12:00:00Z",
        },
        evidence=[
            {
                "stance": "refutes",
                "confidence": 0.9,
                "kind": "article",
                "text": "A fire injured\n14 people",
                "source": "quaypost.example",
                "published_at": "2031-09-19T11:30:00Z",
                "reason": "14 people against 9 people",
            }
        ],
    )
    return {
        "id": "art_1",
        "status": "complete",
        "article": {
            "title": TITLE,
            "source": "coastherald.example",
            "url": None,
            "published_at": "2031-09-19T18:05:00Z",
            "language": "en",
            "characters": len(TEXT),
            "words": 24,
            "origin": "org_1",
            "copy_of": None,
        },
        "summary": {
            "claims": 2,
            "checkworthy": 2,
            "verdicts": {"Conflicting Evidence": 1, "Not Enough Evidence": 1},
            "findings": 1,
            "headline": "One claim is disputed.",
        },
        "claims": [hurt, claim("48, or 60 percent, were back by noon", standalone="48 households were back by noon.")],
        "sentences": [
            {"span": span(sentence), "checkworthiness": 0.8, "claim_ids": []} for sentence in TEXT.split("\n\n")
        ],
        "findings": [
            {
                "kind": "arithmetic_mismatch",
                "in": "text",
                "span": span("Of the 120 households, 48, or 60 percent"),
                "message": "48 of 120 is 40 %, not 60 %",
                "related": [],
            }
        ],
        "loaded_language": [],
        "warnings": [{"code": "metadata_differs", "detail": "Stored before under another title."}],
        "versions": {},
        "links": {},
    }


def printed(*reports: tuple[dict[str, Any], str], width: int = 100, colour: bool = False) -> str:
    output = io.StringIO()
    console = Console(
        file=output, width=width, force_terminal=colour, highlight=False, color_system="standard" if colour else None
    )
    print_reports(console, reports)
    return output.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


def test_report_tells_who_says_what_and_what_others_say(report: dict[str, Any]):
    shown = words(printed((report, TEXT)))

    for part in (
        TITLE,
        "coastherald.example · 19 September 2031 · 24 words",
        "One claim is disputed.",
        "1 Conflicting Evidence · 1 Not Enough Evidence · 1 finding inside the article",
        "says harbour master Ilse Tarnow",
        "hedged",
        "worth checking (0.83)",
        "[at least 9 people]",
        "[Conflicting Evidence] 71% sure. One source gives another figure.",
        "refutes quaypost.example · 19 September 2031 14 people against 9 people",
        "“A fire injured 14 people”",
        "48 of 120 is 40 %, not 60 %",
        "“Of the 120 households, 48, or 60 percent”",
        "48 households were back by noon.",
        "Stored before under another title.",
    ):
        assert part in shown


def test_summary_comes_first_and_claims_in_the_order_of_the_text(report: dict[str, Any]):
    shown = words(printed((report, TEXT)))

    places = [
        shown.index(part) for part in ("One claim is disputed.", "48 of 120 is 40 %", "1 Nine people", "2 Of the 120")
    ]
    assert places == sorted(places)


def test_claim_stands_in_its_sentence(report: dict[str, Any]):
    assert "1 Nine people were hurt in the fire, harbour master Ilse Tarnow said." in words(printed((report, TEXT)))


def test_claim_that_equals_its_standalone_form_is_printed_once(report: dict[str, Any]):
    assert printed((report, TEXT)).count("Nine people were hurt") == 1


def test_copy_names_the_article_it_was_copied_from(report: dict[str, Any]):
    copy = {**report, "id": "art_2", "article": {**report["article"], "copy_of": "art_1", "source": "inland.example"}}

    shown = words(printed((report, TEXT), (copy, TEXT)))

    assert f"nearly the same text as “{TITLE}” (coastherald.example)" in shown


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(report: dict[str, Any], width: int):
    assert max(map(len, printed((report, TEXT), width=width).splitlines())) <= width


def test_lines_end_at_a_readable_width_in_a_wide_terminal(report: dict[str, Any]):
    assert max(map(len, printed((report, TEXT), width=250).splitlines())) <= 100


def test_no_colour_without_a_terminal(report: dict[str, Any]):
    assert "\x1b" not in printed((report, TEXT))
    assert "\x1b[" in printed((report, TEXT), colour=True)


def test_colour_of_the_margin_does_not_run_into_the_text(report: dict[str, Any]):
    shown = printed((report, TEXT), colour=True)

    assert "\x1b[1mNine people were hurt in the fire\x1b[0m" in shown


def test_article_cannot_steer_the_terminal(report: dict[str, Any]):
    report["article"]["title"] = "Harmless\x1b[2Jtitle\u202e [bold]not markup[/bold]"

    shown = printed((report, TEXT))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]not markup[/bold]" in shown


def test_article_without_claims_says_so(report: dict[str, Any]):
    empty = {**report, "claims": [], "findings": [], "warnings": []}

    assert "No factual claim was found" in printed((empty, TEXT))
