"""What stands in quotation marks, and which quotation goes on in the next paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.domain.values import Span
from factcheck.text.paragraphs import Block

_MARK = re.compile(r"[“”„«»\"]|‘|’|(?<![^\W_])'(?=\S)|'(?![^\W_])")
# Carelessly edited copy opens with a straight mark and closes with a curly one, and the other way round.
_CLOSERS = {"“": '”"', "„": "“”", "«": "»", '"': '"”', "‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks. `run` is shared by the paragraphs of one quotation that reopens its mark."""

    span: Span
    run: int
    closed: bool

    @property
    def inner(self) -> Span:
        """The words between the marks."""
        end = self.span.end - 1 if self.closed else self.span.end
        return Span(min(self.span.start + 1, end), end)


def _is_opening(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark in "“„«":
        return True
    if mark in "”»’":
        return False
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return not (before.isalnum() or before in ".,!?…%)") and not after.isspace()


def _is_closing(text: str, at: int, end: int, opener: str) -> bool:
    mark = text[at]
    if mark not in _CLOSERS[opener]:
        return False
    if mark == '"' and opener != '"':
        return not text[at - 1].isspace()
    if mark not in "’'":
        return True
    after = text[at + 1] if at + 1 < end else " "
    return not after.isalnum() and not text[at - 1].isspace()


def _in_block(text: str, block: Span) -> Iterator[tuple[int, int, bool]]:
    """(start, end, closed) of the outer quotations of a block."""
    opened = -1
    for match in _MARK.finditer(text, block.start, block.end):
        at = match.start()
        if opened < 0:
            if _is_opening(text, at, block.start, block.end):
                opened = at
        elif _is_closing(text, at, block.end, text[opened]):
            yield opened, at + 1, True
            opened = -1
        elif text[opened] in "‘'" and text[at] in '“"':
            opened = at  # the single mark was an apostrophe: ’tis, ‘em
    # A lone single mark is an apostrophe; a double one is a quotation that the next paragraph may go on with.
    if opened >= 0 and text[opened] not in "‘'":
        yield opened, block.end, False


def quotations(text: str, parts: Sequence[Block]) -> tuple[Quotation, ...]:
    """All quotations in order. One left open runs to the end of its block, as newspapers set it."""
    found: list[Quotation] = []
    run = -1
    open_mark = ""
    for block in parts:
        first = True
        for start, end, closed in _in_block(text, block.span):
            goes_on = first and open_mark == text[start] and start == block.span.start
            run += 0 if goes_on else 1
            found.append(Quotation(Span(start, end), run, closed))
            first = False
            open_mark = "" if closed else text[start]
        if first:
            open_mark = ""
    return tuple(found)
