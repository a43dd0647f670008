"""Who says a sentence, where no rule finds anybody: what a tagger over the encoder's states says, if it is sure.

The tagger's network is in models/; here are the words as it sees them, and what is made of its answer. It was taught by
training/train_attribution.py, which takes the words from here too.
"""

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from factcheck.claims.noun_phrases import all_verbs, people, pronoun_kinds, reporting
from factcheck.claims.reports import find_reports
from factcheck.claims.tokens import Token
from factcheck.domain.values import Attribution, Span, SpeechKind, Tag, WordForm

PARTS = ("source", "cue", "content")
LABELS = ("O", *(f"{place}-{part}" for part in PARTS for place in "BI"))
ENDINGS, WORDS = 2048, 2048
"""Into how many numbers endings of three letters and whole words are hashed."""

SURE = 0.9
"""Mean probability of source and cue from which on the tagger is believed; decision 0011 has what each floor gives."""

_LEAST_LIKELY = math.log(2 * SURE - 1)  # of one of the two, if the other is certain
_BIAS = 0.5  # taken from "no part" before the best sequence is sought; the corpus leaves little out
_LISTS = ("prepositions", "finite", "determiners", "auxiliaries", "clause_starts", "refusals", "passive", "openers")
_PEOPLE = ("roles", "bodies", "documents", "titles")
_QUOTATION = frozenset('“”"')
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = frozenset("“”\"'‘’")
_WHOLE = 0.8
_NEVER = -1e9
_ENDING = 3  # letters

SIGNS = len(_LISTS) + 2 + len(_PEOPLE) + 1 + len(PARTS) + 4 + 4


@cache
def _cue_words() -> frozenset[str]:
    lines = resources.files(__package__).joinpath("cue_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#")) | all_verbs()


def may_tell(text: str) -> bool:
    """Whether a sentence has a word that announces sources, or quotation marks: only then the tagger is worth asking.

    Spares two of three sentences, and one in twenty-two of the sources that it would name.
    """
    return not _QUOTATION.isdisjoint(text) or not _cue_words().isdisjoint(_WORD.findall(text.lower()))


def word_forms(tokens: Sequence[Token]) -> list[WordForm]:
    """The words of a sentence as the tagger sees them."""
    rules = _said_by_rules(tokens)
    return [
        WordForm(
            token.start,
            token.end,
            _signs(token, rules[i], first=i == 0, last=i == len(tokens) - 1),
            _hashed(token.lower[-_ENDING:], ENDINGS),
            _hashed(token.lower, WORDS),
        )
        for i, token in enumerate(tokens)
    ]


def _signs(token: Token, rule: int, *, first: bool, last: bool) -> tuple[float, ...]:
    lists, shape = _of_word(token.text, token.lower)
    rules = (*(float(rule == part) for part in range(len(PARTS) + 1)),)
    return (*lists, *rules, *shape, float(token.quotation >= 0), float(first), float(last), float(token.text in _MARKS))


@lru_cache(maxsize=8192)
def _of_word(text: str, lower: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """In which lists a word stands, and how it is written."""
    is_word = text[0].isalnum()
    shouted, named = text.isupper() and len(text) > 1, text[0].isupper()
    lists = (
        *(lower in reporting(name) for name in _LISTS),
        lower in all_verbs(),
        lower in pronoun_kinds(),
        *(lower in people(name) for name in _PEOPLE),
    )
    shape = (shouted, named and not shouted, is_word and not named, not is_word and not named)
    return tuple(map(float, lists)), tuple(map(float, shape))


def _hashed(word: str, size: int) -> int:
    return zlib.crc32(word.encode("utf-8", "replace")) % size


def _said_by_rules(tokens: Sequence[Token]) -> list[int]:
    """0, or the number of the part that the rules see in each word."""
    out = [0] * len(tokens)
    reports = find_reports(tokens)
    for report in reports:
        for k in range(report.start) if report.trailing else range(report.end, len(tokens)):
            out[k] = 3
    for report in reports:
        for k in range(*report.source):
            out[k] = 1
        for k in range(*report.cue):
            out[k] = 2
    return out


def best_sequence(scores: Sequence[Sequence[float]]) -> list[int]:
    """The likeliest of `LABELS` for each word, of which no inside follows anything but its own beginning or inside."""
    count = len(LABELS)
    before = [
        [k for k in range(count) if label[0] != "I" or LABELS[k][1:] == label[1:]] for label in LABELS
    ]  # what each label may follow
    best = [_NEVER if label[0] == "I" else _score(scores[0], k) for k, label in enumerate(LABELS)]
    back: list[list[int]] = []
    for row in scores[1:]:
        came = [max(before[k], key=best.__getitem__) for k in range(count)]
        best = [best[came[k]] + _score(row, k) for k in range(count)]
        back.append(came)
    labels = [best.index(max(best))]
    for came in reversed(back):
        labels.append(came[labels[-1]])
    return labels[::-1]


def _score(row: Sequence[float], label: int) -> float:
    return row[label] - (_BIAS if label == 0 else 0.0)


@dataclass(frozen=True, slots=True)
class _Found:
    """A source and a cue as ranges of words, and how sure the tagger is."""

    source: tuple[int, int]
    cue: tuple[int, int]
    sure: float


def tagged_source(text: str, span: Span, tokens: Sequence[Token], tag: Tag) -> Attribution | None:
    """Who says a claim by the tagger; None where it names nobody, is unsure, or names somebody by a pronoun.

    Args:
        text: The article.
        span: Where the claim stands.
        tokens: Of the claim's standalone form, which `tag` has read.
        tag: Of the encoder's pass over that form.
    """
    if not tokens:
        return None
    found = _found(tag(word_forms(tokens)))
    if found is None or found.sure < SURE:
        return None
    found = replace(found, source=_bare(tokens, found.source), cue=_bare(tokens, found.cue))
    if _tells_nothing(tokens, found.cue):
        return None
    named = tokens[slice(*found.source)]
    if all(token.lower in pronoun_kinds() or token.lower in reporting("determiners") for token in named):
        return None
    source, cue = (_place(text, span, tokens[slice(*part)]) for part in (found.source, found.cue))
    if source is None:
        return None
    content = [
        t for i, t in enumerate(tokens) if t.is_word and not _within(i, found.source) and not _within(i, found.cue)
    ]
    share = sum(token.quotation >= 0 for token in content) / len(content) if content else 0.0
    kind = SpeechKind.DIRECT if share >= _WHOLE else SpeechKind.MIXED if share > 0 else SpeechKind.INDIRECT
    words = cue.of(text) if cue else " ".join(token.text for token in tokens[slice(*found.cue)])
    return Attribution(re.sub(r"\s+", " ", source.of(text)), kind, re.sub(r"\s+", " ", words), source)


def _tells_nothing(tokens: Sequence[Token], cue: tuple[int, int]) -> bool:
    """“declined to name them” is what somebody did not say; "the jurors were told" was said by somebody else."""
    words = [token.lower for token in tokens[max(0, cue[0] - 1) : cue[1]]]
    told = "told" in words[1:] and words[words.index("told") - 1] in reporting("passive")
    return told or any(token.lower in reporting("refusals") for token in tokens[slice(*cue)])


def _bare(tokens: Sequence[Token], part: tuple[int, int]) -> tuple[int, int]:
    """A part without the marks at its ends."""
    start, end = part
    while end - start > 1 and not tokens[end - 1].is_word:
        end -= 1
    while end - start > 1 and not tokens[start].is_word:
        start += 1
    return start, end


def _within(i: int, part: tuple[int, int]) -> bool:
    return part[0] <= i < part[1]


def parts_of(scores: Sequence[Sequence[float]]) -> dict[str, list[tuple[int, int]]]:
    """Sources, cues and contents of the best sequence, as ranges of words."""
    runs: dict[str, list[tuple[int, int]]] = {part: [] for part in PARTS}
    for i, number in enumerate(best_sequence(scores) if scores else ()):
        place, _, part = LABELS[number].partition("-")
        if place == "B":
            runs[part].append((i, i + 1))
        elif place == "I":
            runs[part][-1] = (runs[part][-1][0], i + 1)
    return runs


def _found(scores: Sequence[Sequence[float]]) -> _Found | None:
    """The surest source of the sentence with the cue that is nearest to it."""
    if not all(_may_be(scores, part) for part in ("source", "cue")):
        return None
    runs = parts_of(scores)
    if not runs["source"] or not runs["cue"]:
        return None

    def mean(part: tuple[int, int], name: str) -> float:
        first, inside = LABELS.index(f"B-{name}"), LABELS.index(f"I-{name}")
        return math.fsum(math.exp(scores[i][first if i == part[0] else inside]) for i in range(*part)) / (
            part[1] - part[0]
        )

    def apart(source: tuple[int, int], cue: tuple[int, int]) -> int:
        return max(cue[0] - source[1], source[0] - cue[1])

    pairs = [
        _Found(source, cue, (mean(source, "source") + mean(cue, "cue")) / 2)
        for source in runs["source"]
        for cue in [min(runs["cue"], key=lambda one: apart(source, one))]
    ]
    return max(pairs, key=lambda one: one.sure)


def _may_be(scores: Sequence[Sequence[float]], part: str) -> bool:
    """Whether some word is likely enough of a part for source and cue together to be sure: spares most the sequence."""
    labels = [LABELS.index(f"{place}-{part}") for place in "BI"]
    return any(row[k] >= _LEAST_LIKELY for row in scores for k in labels)


def _place(text: str, span: Span, tokens: Sequence[Token]) -> Span | None:
    """Where the article has these words: in the claim, else (a name that a pronoun there stands for) last before it."""
    pattern = re.compile(r"\s*".join(re.escape(token.text) for token in tokens))
    match = pattern.search(text, span.start, span.end)
    if match is None:
        for match in pattern.finditer(text, 0, span.start):  # noqa: B007 - the last one
            pass
    return Span(match.start(), match.end()) if match else None
