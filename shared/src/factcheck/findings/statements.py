"""The sentences of an article as statements: who speaks, what is quoted, which words carry the meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.claims.article import ArticleReading, DraftClaim
from factcheck.domain.values import Attribution, Certainty, Quantity, Span, SpeechKind
from factcheck.text.lexicon import load, words

_STEM = 5
_LEAST = 4
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONGEST = 600  # code points; a longer sentence says too many things to be set against another
_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence. `claims` are those that stand in it; `quoted` is what of it stands in quotation marks."""

    number: int
    span: Span
    text: str
    claims: tuple[DraftClaim, ...]
    quantities: tuple[Quantity, ...]
    quoted: str

    @property
    def voices(self) -> tuple[Attribution, ...]:
        """Everybody who is named as saying something in it, outermost first."""
        return tuple(attribution for claim in self.claims for attribution in claim.attribution)

    @property
    def is_plain(self) -> bool:
        """Whether it is one claim, flatly asserted."""
        return len(self.claims) == 1 and self.claims[0].certainty is Certainty.ASSERTED

    @property
    def is_paraphrase(self) -> bool:
        """Whether it tells in other words what exactly one source says."""
        return len(self.voices) == 1 and self.voices[0].kind is SpeechKind.INDIRECT and not self.quoted


@cache
def patterns(key: str) -> re.Pattern[str]:
    """A pattern of `contradiction.json`, case ignored."""
    entry = load("factcheck.findings", "contradiction.json")[key]
    return re.compile("|".join(entry) if isinstance(entry, list) else entry, re.IGNORECASE)


def stems(text: str) -> frozenset[str]:
    """The first letters of the words that carry meaning."""
    stops = words("factcheck.findings", "contradiction.json", "stop_words")
    return frozenset(
        word[:_STEM]
        for match in _WORD.finditer(text)
        if len(word := match.group().casefold()) >= _LEAST and word not in stops
    )


def names(text: str) -> frozenset[str]:
    """Capitalised words that open no sentence."""
    return frozenset(
        _bare(match.group())
        for match in _WORD.finditer(text)
        if match.start() and match.group()[0].isupper() and text[match.start() - 1] not in "“\"‘'"
    )


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).casefold()


def same_person(a: Attribution, b: Attribution) -> bool:
    """Whether both may be one source: any word of one's name is in the other's."""
    mine, yours = ({_bare(w) for w in _WORD.findall(x.source) if w[0].isupper() and len(w) > 1} for x in (a, b))
    return bool(mine & yours) or not mine or not yours


def is_named(voice: Attribution) -> bool:
    """Whether the source has a first name and a surname."""
    return len([match for match in _WORD.finditer(voice.source) if match.group()[0].isupper()]) > 1


def shown(text: str) -> str:
    """The words of a statement for a message, shortened at a blank."""
    flat = re.sub(r"\s+", " ", text).strip(' .,;:“”"')
    if len(flat) <= _SHOWN:
        return flat
    return flat[:_SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def statements(text: str, draft: ArticleReading) -> tuple[Statement, ...]:
    """The sentences of ordinary length, in order."""
    by_sentence: dict[int, list[DraftClaim]] = {}
    for claim in draft.claims:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    out: list[Statement] = []
    first = 0
    for number, span in enumerate(draft.sentences):
        while first < len(draft.quotations) and draft.quotations[first].span.end <= span.start:
            first += 1
        if span.end - span.start > _LONGEST:
            continue
        out.append(
            Statement(
                number,
                span,
                span.of(text),
                tuple(by_sentence.get(number, ())),
                draft.quantities[number],
                _quoted(text, span, draft, first),
            )
        )
    return tuple(out)


def _quoted(text: str, span: Span, draft: ArticleReading, first: int) -> str:
    parts: Sequence[Span] = []
    k = first
    while k < len(draft.quotations) and draft.quotations[k].span.start < span.end:
        inner = draft.quotations[k].inner
        start, end = max(inner.start, span.start), min(inner.end, span.end)
        if start < end:
            parts = [*parts, Span(start, end)]
        k += 1
    return " … ".join(part.of(text) for part in parts)
