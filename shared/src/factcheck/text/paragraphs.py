"""Where the lines and paragraphs of a text stand. Nothing is rewritten: all offsets are those of the submitted text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.domain.values import Span

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[•·▪◦‣●*–—-]|\d{1,3}[.)]|\([a-z0-9]\))\s+")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
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


def _is_wrapped(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the line goes on in the following one: it was broken because the next word had no room."""
    if _BULLET.match(text, *following) or _ENDS_SENTENCE.search(text[max(line[0], line[1] - _TAIL) : line[1]]):
        return False
    if text[following[0]].islower():
        return True
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return False
    word = text[following[0] : following[0] + _MAX_WRAP].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) > width


def _joined(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines of one paragraph, those put together that only a narrow column had parted."""
    width = max(end - start for start, end in lines)
    start, last = lines[0][0], lines[0]
    for line in lines[1:]:
        # A full stop at a line's end leaves the paragraph whole where the column is narrow, as in plain-text mail.
        if not _is_wrapped(text, last, line, width):
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
