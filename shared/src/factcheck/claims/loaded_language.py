"""Words that judge, and whose they are: the article's own or those of somebody it quotes."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from factcheck.domain.values import LoadedWord, Span
from factcheck.text.lexicon import load
from factcheck.text.quotations import Quotation

OWN_VOICE = "own_voice"
QUOTED = "quoted"

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_AROUND = 24
_CAPITALS = 4  # words in capitals in a row are shouted, not named
_OPENING = re.compile(r"(?:^|[.!?:“”\"‘•])[\s“\"‘'(]*$")


def _lexicon() -> dict[str, dict[str, dict[str, str]]]:
    return load("factcheck.claims", "loaded_language.json")


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith("man") and noun != "shaman":
        return noun[:-3] + "men"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def _words() -> frozenset[str]:
    lists = _lexicon()
    nouns = frozenset(lists["nouns"])
    return frozenset(
        (*lists["adjectives"], *lists["verbs"], *lists["adverbs"], *nouns, *(_plural(noun) for noun in nouns))
    )


@cache
def _unless(word: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    entry = _lexicon()["unless"].get(word, {})
    before, after = entry.get("before"), entry.get("after")
    return (
        re.compile(rf"(?<!\w){before}", re.IGNORECASE) if before else None,
        re.compile(rf"[\s-]*{after}", re.IGNORECASE) if after else None,
    )


@cache
def _phrases() -> re.Pattern[str]:
    entries = "|".join(_lexicon()["phrases"]).replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{entries})(?![\w-])", re.IGNORECASE)


def _is_name(text: str, sentence: Span, start: int, word: str) -> bool:
    """Whether a capital marks a name ("Mr Savage", "Crooked Lake"), not the start of a sentence or shouting."""
    if not word[0].isupper():
        return False
    if word.isupper() and len(word) >= _CAPITALS:
        return False
    following = _WORD.match(text, start + len(word) + 1, sentence.end)
    if following and following.group()[0].isupper():
        return True
    return _OPENING.search(text[max(sentence.start, start - 3) : start]) is None


def _is_plain(text: str, sentence: Span, start: int, end: int) -> bool:
    before, after = _unless(text[start:end].casefold())
    ahead = text[max(sentence.start, start - _AROUND) : start]
    behind = text[end : min(sentence.end, end + _AROUND)]
    return bool((before and before.search(ahead)) or (after and after.match(behind)))


def _spans(text: str, sentence: Span) -> Iterator[Span]:
    taken = sentence.start
    found = [Span(*m.span()) for m in _phrases().finditer(text, sentence.start, sentence.end)]
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        word = match.group()
        lower = word.casefold().removesuffix("'s").removesuffix("’s")
        if lower not in _words():
            continue
        end = match.start() + len(lower)
        if not _is_name(text, sentence, match.start(), word) and not _is_plain(text, sentence, match.start(), end):
            found.append(Span(match.start(), end))
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= taken:
            taken = span.end
            yield span


def loaded_language(text: str, sentences: Sequence[Span], quotations: Sequence[Quotation]) -> tuple[LoadedWord, ...]:
    """The judging words of an article in reading order; `sentences` and `quotations` are in order too.

    A single word in quotation marks counts as quoted: whoever put the marks there keeps the word at arm's length.
    """
    out: list[LoadedWord] = []
    at = 0
    for sentence in sentences:
        for span in _spans(text, sentence):
            while at < len(quotations) and quotations[at].span.end <= span.start:
                at += 1
            inside = at < len(quotations) and quotations[at].span.start <= span.start
            out.append(LoadedWord(span.of(text), span, QUOTED if inside else OWN_VOICE))
    return tuple(out)
