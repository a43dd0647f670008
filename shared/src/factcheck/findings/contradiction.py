"""Two statements of one article that cannot both be true. Silent unless both demonstrably speak of the same thing.

Five shapes are checked: nobody against a count of somebody ("not one fell ill" … "a dozen fell ill"), two figures for
what is said in the same words, two ages of one person, a unanimous vote with votes against, and something still to
come that the article has already reported as done.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from factcheck.domain.numerals import CARDINALS
from factcheck.domain.values import Bound, Finding, FindingKind, Quantity, Span
from factcheck.findings.figures import counted, half_step, is_share, number, same_unit
from factcheck.findings.statements import Statement, names, patterns, shown, stems
from factcheck.text.lexicon import load

_REACH = 60
_MOST = 60  # statements of one kind that are compared: long texts must not take quadratic time
_SAME_WORDS = 0.7
_LEAST_WORDS = 3
_SHARED = 2
_LEAST_FIGURE = 2
_AGED = re.compile(
    r"\b(?P<name>[A-Z][\w’'-]+ [A-Z][\w’'-]{2,})(?:, (?P<age>[1-9]\d)(?=[,.])| \((?P<bracketed>[1-9]\d)\))"
)
_FACTIVE = {"revealed", "reveals", "found", "showed", "shows", "confirmed", "announced"}


def _finding(span: Span, message: str, related: Sequence[Span]) -> Finding:
    return Finding(FindingKind.INTERNAL_CONTRADICTION, "text", span, message, tuple(related))


@cache
def _nobody(event: str) -> re.Pattern[str]:
    lists = load("factcheck.findings", "contradiction.json")
    shapes = [rf"\b(?:{lists['nobody']})\b[^,;:.]{{0,{_REACH}}}?\b(?:{lists['events'][event]})\b"]
    if event in lists["none_of_events"]:
        shapes.append(rf"\b(?:there (?:were|was)|caused|reported|with) no (?:{lists['none_of_events'][event]})\b")
    return re.compile("|".join(shapes), re.IGNORECASE)


@cache
def _event(event: str) -> re.Pattern[str]:
    return re.compile(
        rf"[^,;:.]{{0,{_REACH}}}?\b(?:{load('factcheck.findings', 'contradiction.json')['events'][event]})\b",
        re.IGNORECASE,
    )


def _is_open(statement: Statement, match_end: int) -> bool:
    """Whether something behind the denial limits it: a day, a place, an exception."""
    rest = statement.text[match_end:]
    if statement.voices:
        rest = rest.split(",")[0]  # "…, scientists revealed yesterday": the day is that of the saying
    return patterns("elsewhere").search(rest) is not None


def _counted(statement: Statement, event: str) -> Quantity | None:
    """The one count of people to whom the event happened."""
    for quantity in statement.quantities:
        after = statement.text[quantity.span.end - statement.span.start :]
        plain = quantity.bound is not Bound.AT_MOST and quantity.value >= 1 and not is_share(quantity)
        if plain and quantity.base is None and not quantity.unit.isupper() and (found := _event(event).match(after)):
            told = statement.text[: quantity.span.end - statement.span.start] + found.group()
            return None if re.search(r"\b(?:not?|never|n['’]t)\b", told, re.IGNORECASE) else quantity
    return None


def _one_voice(a: Statement, b: Statement) -> bool:
    """Whether the article itself stands behind both, or one source said both."""
    voices = [statement.voices for statement in (a, b)]
    if voices[0] and voices[1]:
        return voices[0][0].source == voices[1][0].source
    return all(voice.cue.casefold() in _FACTIVE for found in voices for voice in found)


def _nobody_against_count(all_statements: Sequence[Statement]) -> Iterator[Finding]:
    for event in load("factcheck.findings", "contradiction.json")["events"]:
        denials = [(s, m) for s in all_statements if s.is_plain and (m := _nobody(event).search(s.text))][:_MOST]
        if not denials:
            continue
        counts = [(s, q) for s in all_statements if s.is_plain and (q := _counted(s, event))][:_MOST]
        for denial, match in denials:
            if _is_open(denial, match.end()) or denial.quoted:
                continue
            for count, quantity in counts:
                if _is_same_event(denial, count, quantity) and _one_voice(denial, count):
                    told = count.text[quantity.span.start - count.span.start :]
                    message = f"“{shown(match.group())}” here, but the article also says “{shown(told)}”"
                    yield _finding(denial.span, message, (quantity.span,))
                    break


def _is_same_event(denial: Statement, count: Statement, quantity: Quantity) -> bool:
    """Whether nothing sets the count apart: no other day, place, name or circumstance."""
    clause = count.text.split(", compared with")[0]
    rest = clause.replace(quantity.text, " ")
    return (
        count.number != denial.number
        and not count.quoted
        and patterns("elsewhere").search(rest) is None
        and names(clause) <= names(denial.text)
    )


def _figure_pairs(all_statements: Sequence[Statement]) -> Iterator[Finding]:
    by_unit: dict[str, list[tuple[Statement, Quantity]]] = {}
    for statement in all_statements:
        if len(statement.quantities) == 1 and statement.is_plain and not statement.voices and not statement.quoted:
            by_unit.setdefault(statement.quantities[0].unit.casefold(), []).append((statement, statement.quantities[0]))
    for listed in by_unit.values():
        for i, (first, a) in enumerate(listed[:_MOST]):
            for second, b in listed[i + 1 : _MOST]:
                if _disagree(a, b) and _same_words(first, a, second, b):
                    message = (
                        f"{number(a.value)} {counted(a.unit, a.value)} in “{shown(first.text)}”, "
                        f"but {number(b.value)} {counted(b.unit, b.value)} in “{shown(second.text)}”"
                    )
                    yield _finding(second.span, message, (a.span, b.span))


def _disagree(a: Quantity, b: Quantity) -> bool:
    exact = all(q.bound is Bound.EXACT and q.value >= _LEAST_FIGURE for q in (a, b))
    return exact and same_unit(a, b) and abs(a.value - b.value) > half_step(a) + half_step(b)


def _same_words(first: Statement, a: Quantity, second: Statement, b: Quantity) -> bool:
    """Whether both sentences say the same of the same, but for the figure."""
    one, two = (
        statement.text[: q.span.start - statement.span.start]
        + " "
        + statement.text[q.span.end - statement.span.start :]
        for statement, q in ((first, a), (second, b))
    )
    if any(patterns("changes").search(text) or patterns("elsewhere").search(text) for text in (one, two)):
        return False
    mine, yours = stems(one), stems(two)
    shared = mine & yours
    if len(shared) < _LEAST_WORDS or len(shared) < _SAME_WORDS * min(len(mine), len(yours)):
        return False
    smaller, larger = sorted((names(one), names(two)), key=len)
    return smaller <= larger and not re.search(r"\d", one + two)


def _done_and_to_come(text: str, all_statements: Sequence[Statement]) -> Iterator[Finding]:
    done: dict[str, tuple[Statement, re.Match[str]]] = {}
    for statement in all_statements:
        match = patterns("to_come").search(statement.text)
        if (
            match
            and (before := done.get(match["what"].casefold()))
            and _is_same_appointment(text, before[0], statement)
        ):
            told, found = before
            message = f"“{shown(statement.text)}” here, but the article has already said “{shown(found.group())}”"
            yield _finding(statement.span, message, (told.span,))
        match = patterns("done").search(statement.text)
        if match and "already" in match.group().casefold() and not patterns("repeated").search(match.group()):
            done.setdefault(match["what"].casefold(), (statement, match))


def _is_same_appointment(text: str, before: Statement, after: Statement) -> bool:
    due = patterns("to_come").search(after.text)
    if (
        due is None
        or patterns("repeated").search(after.text[: due.end()])
        or re.search(r"\b(?:not|never|n['’]t)\b", before.text)
    ):
        return False
    name = re.sub(r"['’]s$", "", due["owner"])
    if name[:1].islower() or name.casefold() in {"the", "his", "her", "their", "its"}:
        return after.number - before.number == 1
    return name in text[: before.span.end]


def _ages(text: str, sentences: Sequence[Statement]) -> Iterator[Finding]:
    """“Ana Ruiz, 44, …” and later "Ana Ruiz (47)": one full name, two ages."""
    told: dict[str, tuple[str, Span]] = {}
    for statement in sentences:
        for match in _AGED.finditer(statement.text):
            span = Span(match.start(), match.end()).shifted(statement.span.start)
            stated = match["age"] or match["bracketed"]
            age, before = told.setdefault(match["name"], (stated, span))
            if age != stated:
                message = f"{match['name']} is {age} in “{shown(before.of(text))}” and {stated} here"
                yield _finding(span, message, (before,))


def _votes(sentences: Sequence[Statement]) -> Iterator[Finding]:
    """One vote that is unanimous in one sentence and has votes against in another."""
    unanimous = [s for s in sentences if s.is_plain and not s.quoted and patterns("unanimous").search(s.text)]
    split = [(s, m) for s in sentences if s.is_plain and not s.quoted and (m := patterns("split_vote").search(s.text))]
    if len(unanimous) != 1 or len(split) != 1:
        return
    told, (other, match) = unanimous[0], split[0]
    against = (match["against"] or match["against2"]).casefold()
    is_count = against.isdigit() or against in CARDINALS
    if told.number == other.number or not is_count or against in {"0", "00", "zero"}:
        return
    if len(stems(told.text) & stems(other.text)) < _SHARED or any(
        patterns("repeated").search(s.text) for s in (told, other)
    ):
        return
    message = f"“{shown(told.text)}”, but “{shown(other.text)}”: that is not everybody"
    yield _finding(told.span, message, (other.span,))


def contradiction_findings(text: str, all_statements: Sequence[Statement]) -> tuple[Finding, ...]:
    """The contradictions of an article in reading order."""
    found = [
        *_nobody_against_count(all_statements),
        *_figure_pairs(all_statements),
        *_ages(text, all_statements),
        *_votes(all_statements),
        *_done_and_to_come(text, all_statements),
    ]
    return tuple(sorted(found, key=lambda finding: finding.span.start))
