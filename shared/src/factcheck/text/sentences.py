"""Sentences with exact offsets into the submitted text, counted in code points."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.domain.values import Span
from factcheck.text.lexicon import words
from factcheck.text.paragraphs import Block, blocks

_END = re.compile(r"[.!?…‽؟۔।॥]+[\"'”’»›)\]}]*(?=\s|$)|[。！？｡]+[」』”’）]*")
_BLANKS = re.compile(r"\s*")
_WORD = re.compile(r"[^\s(\[{\"“”‘«»—–/]+$")
_OPENERS = "\"'“”‘’«»‹›„‚([{¿¡"
_NEXT = re.compile(r"[^\s,;:!?)\]\"”’]+")
_INITIAL = re.compile(r"(?:^|[.\-])[^\W\d_]$")
_SPEAKER = re.compile(r"(?:[^\s,.;:!?]+(?:\s+|(?=[.,;:!?]))){1,6}")
_WINDOW = 40
_ON_X = re.compile(r"\b(?:on|via|to|from)\s+X$")  # the network, no initial
_LIST_NUMBER = re.compile(r"\(?\d{1,3}$|^[ivx]{1,4}$")


@dataclass(frozen=True, slots=True)
class Located:
    """A sentence, the block it stands in and the paragraph of that block."""

    span: Span
    block: int
    paragraph: int


def _listed(key: str) -> frozenset[str]:
    return words("factcheck.text", "abbreviations.json", key)


def _next_word(text: str, at: int, end: int) -> str:
    window = text[at : min(end, at + _WINDOW)].lstrip(_OPENERS)
    match = _NEXT.match(window)
    return match.group().rstrip(".") if match else ""


def _stop_belongs_to_word(word: str, following: str) -> bool:
    """Whether a full stop behind `word` is the abbreviation's and ends no sentence."""
    lower = word.casefold().rstrip(".")
    if lower in _listed("before_digit") and following[:1].isdigit():
        return True
    starts = following.casefold() in _listed("starters") and following[:1].isupper()
    if lower in _listed("never_end"):
        # "10 ft. The" ends; "St. Ives" and "Col. Halvas" do not.
        return not (starts and lower in {"ft", "al", "st"} and word[:1].islower())
    if _INITIAL.search(word) and word[-1:].isupper() and "." not in word:
        return not starts
    if lower in {"a.m", "p.m"}:
        return following.casefold() in _listed("time_tails")
    if lower in _listed("may_end") or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", lower):
        # "may_end" words of which some are common words ("co", "ill", "sun") count only as written with a capital.
        return not starts and (("." in lower) or word[:1].isupper() or following[:1].islower())
    return False


def _speaker_follows(text: str, at: int, end: int) -> bool:
    """After “…?” or “…!”: whether a name and a verb of speaking go on with the sentence."""
    window = text[at : min(end, at + 3 * _WINDOW)]
    match = _SPEAKER.match(window)
    if not match:
        return False
    return any(word.casefold() in _listed("asked") for word in match.group().split()[1:])


def _ends(text: str, block: Span, stop: re.Match[str], following_at: int, *, cased: bool) -> bool:
    mark = stop.group()
    following = _next_word(text, following_at, block.end)
    if cased and following[:1].islower():
        return False
    if mark[0] == "." and not mark.startswith(".."):
        before = _WORD.search(text[max(block.start, stop.start() - _WINDOW) : stop.start()])
        word = before.group() if before else ""
        if stop.start() - len(word) <= block.start and _LIST_NUMBER.fullmatch(word):
            return False
        if word == "X" and _ON_X.search(text[max(block.start, stop.start() - _WINDOW) : stop.start()]):
            return True
        return not (len(mark) == 1 and _stop_belongs_to_word(word.lstrip("'’-"), following))
    if mark[-1] in "\"'”’»" and mark[0] != ".":
        return not _speaker_follows(text, following_at, block.end)
    return True


def _is_symbol(char: str) -> bool:
    return char not in "©®™℠" and unicodedata.category(char) in {"So", "Sk", "Mn", "Cf"}


def _after_symbols(text: str, at: int, end: int) -> int:
    """The end of the emoji that follow a sentence: they are its tail, not the head of the next one."""
    reached = at
    while True:
        start = _BLANKS.match(text, reached, end).end()  # type: ignore[union-attr]
        stop = start
        while stop < end and _is_symbol(text[stop]):
            stop += 1
        if stop == start:
            return reached
        reached = stop


def _cut(text: str, block: Span, *, cased: bool) -> Iterator[tuple[int, int]]:
    start = block.start
    for stop in _END.finditer(text, block.start, block.end):
        if stop.end() <= start:
            continue
        tail = _after_symbols(text, stop.end(), block.end)
        following_at = _BLANKS.match(text, tail, block.end).end()  # type: ignore[union-attr]
        if following_at >= block.end:
            break
        if _ends(text, block, stop, following_at, cased=cased):
            yield start, tail
            start = following_at
    yield start, block.end


def _with_words(text: str, block: Span, *, cased: bool) -> Iterator[tuple[int, int]]:
    """The sentences of a block; what holds no letter or digit joins the sentence before it, else the one after it."""
    kept: tuple[int, int] | None = None
    worded = False
    for start, end in _cut(text, block, cased=cased):
        here = any(char.isalnum() for char in text[start:end])
        if kept is not None and worded and here:
            yield kept
            kept = (start, end)
        else:
            kept = (kept[0] if kept else start, end)
        worded = worded or here
    if kept and worded:
        yield kept


def locate(text: str, parts: tuple[Block, ...] | None = None) -> tuple[Located, ...]:
    """Every sentence of `text` in order. Spans never overlap and never start or end with a blank."""
    cased = any(char.isupper() for char in text)
    return tuple(
        Located(Span(start, end), number, block.paragraph)
        for number, block in enumerate(blocks(text) if parts is None else parts)
        for start, end in _with_words(text, block.span, cased=cased)
    )
