"""The claims of an article before they are scored: detection, voice, certainty, type, figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.claims.attribution import AttributionReader, Spoken
from factcheck.claims.certainty import (
    certainty_of,
    doubts_all_sides,
    doubts_authenticity,
    doubts_figures,
    is_hedging_cue,
    names_what_it_doubts,
    only_says_unverified,
    speaks_of_exhibit,
)
from factcheck.claims.claim_types import claim_type
from factcheck.claims.clauses import Clause, clauses
from factcheck.claims.detection import asserts, has_verb
from factcheck.claims.entities import EntityReader
from factcheck.claims.quantities import QuantityReader
from factcheck.claims.standalone import Referents, Substitution, standalone
from factcheck.claims.tokens import Token, is_shouted, tokenise
from factcheck.domain.values import Attribution, Certainty, ClaimType, Entity, Quantity, Span, SpeechKind
from factcheck.text.paragraphs import blocks
from factcheck.text.quotations import Quotation, quotations
from factcheck.text.sentences import Located, locate

_LONGEST_ANALYSED = 3_000  # code points of a sentence that the rules look at; the rest is hardly prose
_REACH_BACK = 3
_FRAGMENT = 7  # words
_CALM = 3  # times as many sentences as lines in capitals
_SPEAKER = 12  # words; more around a quotation tell something themselves


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim without id and check-worthiness; `sentence` is the number of the sentence it stands in."""

    sentence: int
    span: Span
    standalone: str
    type: ClaimType
    certainty: Certainty
    attribution: tuple[Attribution, ...]
    quantities: tuple[Quantity, ...]
    entities: tuple[Entity, ...] = ()

    @property
    def dated(self) -> Span:
        """What of the claim is read for dates: all of it, up to a length that prose does not exceed."""
        return Span(self.span.start, min(self.span.end, self.span.start + _LONGEST_ANALYSED))


@dataclass(frozen=True, slots=True)
class ArticleReading:
    """Sentences of an article with the figures of each, its quotations, and the claims."""

    sentences: tuple[Span, ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    quotations: tuple[Quotation, ...]
    claims: tuple[DraftClaim, ...]


def tokenised(text: str) -> list[tuple[Token, ...]]:
    """The words of every sentence of `text`, with the quotation that each stands in."""
    parts = blocks(text)
    sentences = locate(text, parts)
    return _tokenised(text, sentences, quotations(text, parts))


def _tokenised(text: str, sentences: Sequence[Located], quoted: Sequence[Quotation]) -> list[tuple[Token, ...]]:
    return [
        tokenise(text, s.span.start, min(s.span.end, s.span.start + _LONGEST_ANALYSED), here)
        for s, here in zip(sentences, _touching(sentences, quoted), strict=True)
    ]


def _touching(spans: Sequence[Located], quoted: Sequence[Quotation]) -> list[list[tuple[int, Quotation]]]:
    """For each sentence the numbered quotations that overlap it; both are in order, so one pass does."""
    out: list[list[tuple[int, Quotation]]] = []
    first = 0
    for located in spans:
        while first < len(quoted) and quoted[first].span.end <= located.span.start:
            first += 1
        k = first
        here: list[tuple[int, Quotation]] = []
        while k < len(quoted) and quoted[k].span.start < located.span.end:
            here.append((k, quoted[k]))
            k += 1
        out.append(here)
    return out


def _content(text: str, span: Span, tokens: Sequence[Token], spoken: Spoken) -> str:
    """The sentence without the words that name source and cue, which hedge nothing."""
    cut = sorted(
        (tokens[r.start].start, tokens[r.end - 1].end)
        for r in spoken.reports
        if not any(is_hedging_cue(token.lower) for token in tokens[r.start : r.end])
    )
    parts: list[str] = []
    at = span.start
    for start, end in cut:
        if start > at:
            parts.append(text[at:start])
        at = max(at, end)
    parts.append(text[at : span.end])
    return " ".join(parts)


def _quoted_whole(tokens: Sequence[Token]) -> bool:
    return all(token.quotation >= 0 for token in tokens if token.is_word)


@dataclass(frozen=True, slots=True)
class _Known:
    """What has been found out about a sentence."""

    figures: tuple[Quantity, ...]
    names: tuple[Entity, ...]
    substitutions: tuple[Substitution, ...]
    calm: bool
    """Whether the article as a whole is not in capitals: a line that is, is the headline of another page."""


def _claim_of(text: str, number: int, clause: Clause, known: _Known) -> DraftClaim | None:
    """The claim that a clause makes; None if it asserts nothing."""
    here = tuple(q for q in known.figures if clause.span.start <= q.span.start and q.span.end <= clause.span.end)
    asserting = asserts(
        clause.span.of(text),
        english=True,
        has_figure=bool(here),
        quoted=_quoted_whole(clause.tokens),
        direct=_is_direct(clause),
        attributed=bool(clause.spoken.attribution),
    )
    asserting = asserting and not (known.calm and is_shouted(clause.tokens) and clause.span.of(text)[-1] not in '.!?”"')
    asserting = asserting and (bool(here) or not _quotes_a_fragment(clause))
    return _draft(text, number, clause, replace(known, figures=here)) if asserting else None


def _quotes_a_fragment(clause: Clause) -> bool:
    """Whether all that is said are a few words without a verb: “Not tomorrow, today,” he wrote."""
    if not _is_direct(clause):
        return False
    quoted = [token.text for token in clause.tokens if token.quotation >= 0]
    return 0 < sum(word[0].isalnum() for word in quoted) <= _FRAGMENT and not has_verb(" ".join(quoted))


def _is_direct(clause: Clause) -> bool:
    """Whether the clause is a quotation and little more than the name of the speaker."""
    voices = clause.spoken.attribution
    around = sum(token.is_word and token.quotation < 0 for token in clause.tokens)
    return bool(voices) and voices[0].kind is SpeechKind.DIRECT and around <= _SPEAKER


def _draft(text: str, number: int, clause: Clause, known: _Known) -> DraftClaim:
    words, spoken, figures = clause.span.of(text), clause.spoken, known.figures
    return DraftClaim(
        sentence=number,
        span=clause.span,
        standalone=clause.lead + standalone(text, clause.span, known.substitutions),
        type=claim_type(words, figures, spoken.attribution),
        certainty=certainty_of(
            _content(text, clause.span, clause.tokens, spoken),
            words,
            denying=spoken.denying,
            reported=bool(spoken.reports) and spoken.attribution[0].kind is not SpeechKind.DIRECT,
        ),
        attribution=spoken.attribution,
        quantities=figures,
        entities=tuple(e for e in known.names if clause.span.start <= e.span.start and e.span.end <= clause.span.end),
    )


def _plain(text: str, number: int, span: Span) -> DraftClaim:
    words = re.sub(r"\s+", " ", span.of(text)).strip()
    return DraftClaim(number, span, words, ClaimType.OTHER, Certainty.ASSERTED, (), ())


def _read_other_language(text: str, sentences: Sequence[Located]) -> ArticleReading:
    claims = tuple(
        _plain(text, i, s.span)
        for i, s in enumerate(sentences)
        if asserts(s.span.of(text), english=False, has_figure=False, quoted=False, direct=False, attributed=False)
    )
    return ArticleReading(tuple(s.span for s in sentences), tuple(() for _ in sentences), (), claims)


def read_draft(text: str, *, english: bool) -> ArticleReading:
    """Read the claims of an article; for other languages sentences alone, by their marks."""
    parts = blocks(text)
    sentences = locate(text, parts)
    if not english:
        return _read_other_language(text, sentences)
    quoted = quotations(text, parts)
    tokens = _tokenised(text, sentences, quoted)
    spoken = AttributionReader(text).read(tokens, quoted, [s.paragraph for s in sentences])
    reader = QuantityReader()
    figures = tuple(
        reader.read(text[s.span.start : min(s.span.end, s.span.start + _LONGEST_ANALYSED)], s.span.start)
        for s in sentences
    )
    known = _known(tokens, spoken, figures)
    claims = [
        claim
        for i, located in enumerate(sentences)
        for clause in clauses(text, located.span, tokens[i], spoken[i])
        if (claim := _claim_of(text, i, clause, known[i])) is not None
    ]
    claims = _with_reach_back(text, sentences, claims)
    return ArticleReading(tuple(s.span for s in sentences), figures, quoted, tuple(claims))


def _known(
    tokens: Sequence[Sequence[Token]], spoken: Sequence[Spoken], figures: Sequence[tuple[Quantity, ...]]
) -> list[_Known]:
    """Names and substitutions of each sentence, in order."""
    reader = EntityReader(tokens)
    referents = Referents(reader)
    out: list[_Known] = []
    calm = _CALM * sum(map(is_shouted, tokens)) < len(tokens)
    for i, words in enumerate(tokens):
        names = reader.names(i)
        substitutions = referents.read(words, names, spoken[i])
        out.append(_Known(figures[i], tuple(entity for _, entity in names), substitutions, calm))
    return out


def _with_reach_back(text: str, sentences: Sequence[Located], claims: list[DraftClaim]) -> list[DraftClaim]:
    """“His account could not be verified” makes what was said before unverified, as far as the same voice reaches."""
    place = {claim.sentence: k for k, claim in enumerate(claims)}
    for i, located in enumerate(sentences):
        if not only_says_unverified(located.span.of(text)) or names_what_it_doubts(located.span.of(text)):
            continue
        source: str | None = None
        exhibit = speaks_of_exhibit(located.span.of(text))
        all_sides = doubts_all_sides(located.span.of(text))
        for back in range(i - 1, max(-1, i - 1 - _REACH_BACK), -1):
            k = place.get(back)
            if k is None:
                continue
            claim = claims[k]
            if exhibit and not claim.attribution and speaks_of_exhibit(claim.span.of(text)):
                if claim.certainty is Certainty.ASSERTED:
                    claims[k] = replace(claim, certainty=Certainty.UNVERIFIED)
                break
            if not claim.attribution or (not all_sides and source not in {None, claim.attribution[0].source}):
                break
            source = claim.attribution[0].source
            if doubts_figures(located.span.of(text)) and not claim.quantities:
                continue
            claims[k] = replace(claim, certainty=Certainty.UNVERIFIED)
            if doubts_authenticity(located.span.of(text)):
                break
    return claims


def read_whole(text: str, *, english: bool) -> DraftClaim:
    """The whole of `text` as one claim, whatever its form."""
    trimmed = Span(len(text) - len(text.lstrip()), len(text.rstrip())) if text.strip() else Span(0, len(text))
    if not english:
        return _plain(text, 0, trimmed)
    parts = blocks(text)
    quoted = quotations(text, parts)
    tokens = tokenise(text, trimmed.start, min(trimmed.end, trimmed.start + _LONGEST_ANALYSED), list(enumerate(quoted)))
    spoken = AttributionReader(text).read([tokens], quoted, [0])[0]
    figures = QuantityReader().read(
        text[trimmed.start : min(trimmed.end, trimmed.start + _LONGEST_ANALYSED)], trimmed.start
    )
    (known,) = _known([tokens], [spoken], [figures])
    return _draft(text, 0, Clause(trimmed, tokens, spoken), known)
