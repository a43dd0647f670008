"""Headlines that quote words or state figures that the body does not have."""

import math
import re
from collections.abc import Sequence

from factcheck.claims.numbers import find_numbers
from factcheck.claims.quantities import QuantityReader
from factcheck.domain.values import Bound, Finding, FindingKind, Quantity, Span
from factcheck.findings.figures import counted, number
from factcheck.text.lexicon import load
from factcheck.text.paragraphs import blocks
from factcheck.text.quotations import quotations

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SAYS_FIGURE = re.compile(r"^(?!\W*(?:19|20)\d\d\b).*\d", re.DOTALL)  # digits, and no year
_FALLS_DUE = re.compile(r"\b(?:due|maturing|until|to)\s+(?:in\s+)?(?:19|20)\d\d\b")
_STEM = 5
_FUNCTION_WORD = 3  # letters
_ENOUGH = 0.8
_LEAST_FIGURE = 10
_LARGE = 100
_PART = re.compile(r"\b(?:and|plus|with|other|another)\s+(?:the\s+)?$", re.IGNORECASE)
_NEAR = 40  # characters between a number and what happened to those it counts
_LONGEST = 600
_FEW = 8  # figures of a sentence that may make up one of the headline
_MOST = 40  # an article with more figures is a table
_ROUNDING = 0.055  # a headline rounds: 1,048 is "1,000"; 1,100 is not
_LOOSE = 0.15
_COUNTED = 12  # a number of things of one size
_EACH = re.compile(r"\b(?:each|apiece|every|both|either)\b", re.IGNORECASE)
_ROUNDED = 0.6  # percentage points


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _stems(words: Sequence[str]) -> set[str]:
    return {word[:_STEM] for word in words}


def _has_words(body: str, sentences: Sequence[str], quoted: Sequence[str]) -> bool:
    """Whether the quoted words stand in the body: in a row, or nearly all of them in one sentence."""
    if f" {' '.join(quoted)} " in body:
        return True
    wanted = _stems([word for word in quoted if len(word) > _FUNCTION_WORD] or quoted)
    return any(len(wanted & _stems(_words(sentence))) >= _ENOUGH * len(wanted) for sentence in sentences)


def _quotes(title: str, sentences: Sequence[str]) -> list[Finding]:
    body = f" {' '.join(word for sentence in sentences for word in _words(sentence))} "
    found: list[Finding] = []
    for quotation in quotations(title, blocks(title)):
        quoted = _words(quotation.inner.of(title))
        if quotation.closed and len(quoted) > 1 and not _has_words(body, sentences, quoted):
            message = f"the headline puts {quotation.span.of(title)} in quotation marks; the text has no such words"
            found.append(Finding(FindingKind.HEADLINE_UNSUPPORTED, "title", quotation.span, message))
    return found


def _is_near(stated: Quantity, figure: Quantity) -> bool:
    slack = _LOOSE if stated.bound is not Bound.EXACT or figure.bound is not Bound.EXACT else _ROUNDING
    factor = (
        100.0
        if (stated.unit == "percent") != (figure.unit == "percent") and figure.unit.startswith("fraction")
        else 1.0
    )
    value = figure.value * factor
    if stated.base is not None and figure.base is not None and stated.base.unit == figure.base.unit:
        return abs(stated.base.value - figure.base.value) <= slack * abs(stated.base.value)
    return abs(stated.value - value) <= slack * abs(stated.value)


def _figures(title: str, bodies: Sequence[str], figures: Sequence[Quantity]) -> list[Finding]:
    found: list[Finding] = []
    shouted = title.isupper() and len(title.lower()) == len(title)
    lowered = title.lower() if shouted else title
    for stated in QuantityReader().read(lowered, 0):
        if stated.unit == "year" and any(_FALLS_DUE.search(body) for body in bodies):
            continue  # "30-year bonds" are "bonds due 2017"
        if stated.value < _LEAST_FIGURE or stated.unit == "time" or not _SAYS_FIGURE.search(stated.text):
            continue
        alike = [figure for figure in figures if _same_kind(stated, figure)]
        # Capitals hide names: "PL 480 COMMODITIES" counts nothing.
        expected = alike or (not shouted and _is_large_count(stated, figures))
        if not expected or any(_is_near(stated, figure) for figure in figures) or _stands_in(stated, bodies):
            continue
        listed = ", ".join(dict.fromkeys(number(figure.value) for figure in alike[:3])) or "no such figure"
        message = (
            f"the headline gives {number(stated.value)} {counted(stated.unit, stated.value)}; the text has {listed}"
        )
        related = tuple(figure.span for figure in alike[:3])
        found.append(Finding(FindingKind.HEADLINE_UNSUPPORTED, "title", stated.span, message, related))
    return found


def _stands_in(stated: Quantity, bodies: Sequence[str]) -> bool:
    """Whether the bare number is written somewhere, whatever it counts there, or two of one passage make it up.

    They may be parts of a sum ("300 million …, 50 million to … and 50 million in …"), "two 10,000-tonne cargoes",
    or, for a share, what a figure was and has become.
    """
    before: list[float] = []
    value = stated.value
    most = value * (1 + _ROUNDING) if stated.bound is Bound.AT_LEAST else value  # "over 37 million": 33 and 4.95
    for body in bodies:
        here = [n.value for n in find_numbers(body[:_LONGEST]) if n.kind in {"digits", "words"}][:_FEW]
        near = [*before, *here]
        sums = (a + b for i, a in enumerate(near) for b in near[i + 1 :] if a != b)
        large = [n for n in here if n >= value / _LARGE]  # not the "four states" among which 300 million is shared
        listed = (math.fsum(large[i:k]) for i in range(len(large)) for k in range(i + 3, len(large) + 1))
        if value in here or any(value <= total <= most for total in (*sums, *listed)):
            return True
        pairs = [(a, b) for a in near for b in near if a > 0 and b > 0]
        if any(a <= _COUNTED and a * b == value for a, b in pairs):
            return True
        if _EACH.search(body) and any(0 < b < value <= _COUNTED * b and value % b == 0 for b in here):
            return True  # "Tavan and Orhay freed 120 soldiers each"
        if stated.unit == "percent" and any(abs(abs(a - b) / b * 100 - value) <= _ROUNDED for a, b in pairs):
            return True
        before = here
    return False


def _harmed(text: str, event: str) -> list[tuple[float, Span]]:
    """The counts of those to whom the event happened, with the place of each number."""
    behind, ahead = (re.compile(pattern, re.IGNORECASE) for pattern in _events()[event])
    return [
        (n.value, Span(n.start, n.end))
        for n in find_numbers(text)
        if n.kind in {"digits", "words"}
        and not n.currency
        and float(n.value).is_integer()
        and (
            behind.match(text[n.end : n.end + _NEAR].lstrip()) or ahead.search(text[max(0, n.start - _NEAR) : n.start])
        )
    ]


def _events() -> dict[str, list[str]]:
    return dict(load("factcheck.findings", "contradiction.json")["headline_events"])


def _tolls(title: str, text: str, sentences: Sequence[Span], figures: Sequence[Quantity]) -> list[Finding]:
    """“Nine people die …” over a text that counts seven dead, and nothing that could make nine."""
    found: list[Finding] = []
    for event in _events():
        for stated, place in _harmed(title, event)[:1]:
            # "The driver and two passengers died": the count is only a part of those who did.
            if any(_PART.search(text[max(0, q.span.start - len("also and ")) : q.span.start]) for q in figures):
                continue
            told = [(v, at.shifted(s.start)) for s in sentences for v, at in _harmed(s.of(text)[:_LONGEST], event)]
            values = {v for v, _ in told} | {figure.value for figure in figures[:_MOST]}
            reached = any(abs(a + b - stated) < 1 for a in values for b in values if a != b)
            if told and len(values) <= _MOST and stated not in values and not reached:
                listed = ", ".join(dict.fromkeys(number(v) for v, _ in told[:3]))
                message = (
                    f"the headline counts {number(stated)} ({title[place.start : place.end]}); the text has {listed}"
                )
                spans = tuple(at for _, at in told[:3])
                found.append(Finding(FindingKind.HEADLINE_UNSUPPORTED, "title", place, message, spans))
    return found


def _is_large_count(stated: Quantity, figures: Sequence[Quantity]) -> bool:
    """Whether a headline's figure should be found again in a text that gives figures at all."""
    return stated.value >= _LARGE and stated.base is None and len(figures) > 1


def _same_kind(a: Quantity, b: Quantity) -> bool:
    return a.unit == b.unit or a.unit.split(" ")[-1] == b.unit.split(" ")[-1]


def headline_findings(
    title: str, text: str, sentences: Sequence[Span], figures: Sequence[Sequence[Quantity]]
) -> tuple[Finding, ...]:
    """What the title has and the body lacks. Spans count the title's code points, `related` those of the text."""
    bodies = [span.of(text) for span in sentences]
    # A text that repeats its headline does not thereby support it.
    if bodies and _words(bodies[0]) == _words(title):
        bodies, figures = bodies[1:], figures[1:]
    flat = [figure for here in figures for figure in here]
    stated = _figures(title, bodies, flat)
    kept = sentences if len(bodies) == len(sentences) else sentences[1:]
    return tuple(_quotes(title, bodies) + (stated or _tolls(title, text, kept, flat)))
