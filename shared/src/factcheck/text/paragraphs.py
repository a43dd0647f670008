"""Where the lines and paragraphs of a text stand. Nothing is rewritten: all offsets are those of the submitted text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.domain.values import Span

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[•·▪◦‣●*–—-]|\d{1,3}[.)]|\([a-z0-9]\))\s+")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_LEAST_LINES = 3
_FULL = 0.7
_LOWER = 0.35
_MIN_WRAP = 40
_MAX_WRAP = 100
_TAIL = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that no sentence crosses: a paragraph, or one line of a list. `paragraph` counts from 0."""

    span: Span
    paragraph: int


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - (len(line) - len(line.rstrip()))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Bounds of every line without the blanks at its ends; empty lines are empty ranges."""
    at = 0
    for end in _LINE_END.finditer(text):
        yield _stripped(text, at, end.start())
        at = end.end()
    yield _stripped(text, at, len(text))


def _is_column(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the lines are prose set in a narrow column (plain-text mail, wire copy), not a list."""
    if len(lines) < _LEAST_LINES:
        return False
    lengths = [end - start for start, end in lines[:-1]]
    width = max(lengths)
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return False
    full = sum(length >= _FULL * width for length in lengths)
    lower = sum(text[start].islower() for start, _ in lines[1:])
    return full >= _FULL * len(lengths) and lower >= _LOWER * (len(lines) - 1)


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], *, column: bool) -> bool:
    """Whether the sentence may go on in the following line."""
    if _BULLET.match(text, *following):
        return False
    if column:
        return True
    ended = _ENDS_SENTENCE.search(text[max(line[0], line[1] - _TAIL) : line[1]])
    return not ended and text[following[0]].islower()


def _joined(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines of one paragraph, those put together that only a narrow column had parted."""
    column = _is_column(text, lines)
    start, last = lines[0][0], lines[0]
    for line in lines[1:]:
        if not _goes_on(text, last, line, column=column):
            yield start, last[1]
            start = line[0]
        last = line
    yield start, last[1]


def _without_bullet(text: str, start: int, end: int) -> int:
    bullet = _BULLET.match(text, start, end)
    # "1. " opens a list entry; "- " too. A lone number with nothing behind it stays.
    return bullet.end() if bullet and bullet.end() < end else start


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of `text` in order; a blank line parts paragraphs, list marks stand outside."""
    found: list[Block] = []
    paragraph = 0
    lines: list[tuple[int, int]] = []

    def flush() -> None:
        nonlocal paragraph
        if lines:
            for start, end in _joined(text, lines):
                found.append(Block(Span(_without_bullet(text, start, end), end), paragraph))
            paragraph += 1
            lines.clear()

    for line in _lines(text):
        if line[0] >= line[1]:
            flush()
        else:
            lines.append(line)
    flush()
    return tuple(found)
