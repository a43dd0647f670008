"""Cuts a sentence into two claims, but only where each part stands alone; else it stays whole.

Three shapes are cut: two clauses joined by a semicolon, "X denied A but said that B", and "A could not be verified,
and B", of which only B says something about the world.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.claims.attribution import Spoken, speech_kind
from factcheck.claims.certainty import only_says_unverified
from factcheck.claims.detection import has_verb
from factcheck.claims.noun_phrases import reporting
from factcheck.claims.report_parts import Report
from factcheck.claims.tokens import Token
from factcheck.domain.values import Attribution, Span

_LEAST_WORDS = 5
_AND = re.compile(r",\s+(?:and|but|while)\s+")
_NO_SUBJECT = {"then", "also", "not", "that", "which", "who"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence or a part of it. `lead` holds the words that a part needs to be read alone."""

    span: Span
    tokens: Sequence[Token]
    spoken: Spoken
    lead: str = ""


def clauses(text: str, span: Span, tokens: Sequence[Token], spoken: Spoken) -> tuple[Clause, ...]:
    """The clauses of a sentence that are claims of their own, in order."""
    whole = Clause(span, tokens, spoken)
    return _after_doubt(text, whole) or _after_denial(text, whole) or _around_semicolon(text, whole) or (whole,)


def _part(clause: Clause, span: Span) -> Clause:
    inside = tuple(token for token in clause.tokens if span.start <= token.start and token.end <= span.end)
    return replace(clause, span=span, tokens=inside)


def _words(tokens: Sequence[Token]) -> int:
    return sum(token.is_word for token in tokens)


def _after_doubt(text: str, whole: Clause) -> tuple[Clause, ...]:
    if whole.spoken.reports or not only_says_unverified(whole.span.of(text)):
        return ()
    cut = _AND.search(text, whole.span.start, whole.span.end)
    if cut is None or not only_says_unverified(text[whole.span.start : cut.start()]):
        return ()
    rest = _part(whole, Span(cut.end(), whole.span.end))
    if _words(rest.tokens) < _LEAST_WORDS or not has_verb(rest.span.of(text)) or rest.tokens[0].lower in _NO_SUBJECT:
        return ()
    return (rest,) if not only_says_unverified(rest.span.of(text)) else ()


def _after_denial(text: str, whole: Clause) -> tuple[Clause, ...]:
    """In "He denied it but said that …" only the first part is denied."""
    tokens, spoken = whole.tokens, whole.spoken
    if not spoken.denying or not spoken.attribution:
        return ()
    for i in range(_LEAST_WORDS - 2, len(tokens) - _LEAST_WORDS):
        if tokens[i].lower == "but" and tokens[i].quotation < 0 and tokens[i + 1].lower in reporting("speech"):
            end = tokens[i - 1].end if tokens[i - 1].is_word else tokens[i - 2].end
            first = _part(whole, Span(whole.span.start, end))
            second = _part(whole, Span(tokens[i + 1].start, whole.span.end))
            source = spoken.attribution[0]
            report = Report((0, 0), (0, 1), trailing=False)
            voice = Attribution(source.source, speech_kind(second.tokens, report), tokens[i + 1].text, source.span)
            reports = tuple(r for r in spoken.reports if r.end <= len(first.tokens))
            return (
                replace(first, spoken=replace(spoken, reports=reports)),
                replace(second, spoken=Spoken((voice,), (report,), denying=False), lead=f"{source.source} "),
            )
    del text
    return ()


def _around_semicolon(text: str, whole: Clause) -> tuple[Clause, ...]:
    """Two full clauses that nobody is quoted with."""
    marks = [token for token in whole.tokens if token.text == ";"]
    if len(marks) != 1 or whole.spoken.attribution or any(token.quotation >= 0 for token in whole.tokens):
        return ()
    first = _part(whole, Span(whole.span.start, marks[0].start))
    after = marks[0].end
    second = _part(
        whole,
        Span(after + len(text[after : whole.span.end]) - len(text[after : whole.span.end].lstrip()), whole.span.end),
    )
    alone = all(
        _words(part.tokens) >= _LEAST_WORDS
        and has_verb(part.span.of(text))
        and part.tokens[0].lower not in reporting("clause_starts") | _NO_SUBJECT | {"and", "he", "she", "it", "they"}
        for part in (first, second)
    )
    return (first, second) if alone else ()
