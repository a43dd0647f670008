"""Read one article by itself: sentences, claims, who says them, figures, and what is wrong inside. Pure."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from factcheck.claims.article import ArticleReading, DraftClaim, read_draft, read_whole, tokenised
from factcheck.claims.checkworthiness import Signs, adjusted
from factcheck.claims.claim_types import decided, is_weighty, signs_of_type, speaks_of_self
from factcheck.claims.dates import read_dates
from factcheck.claims.detection import tells_of_silence
from factcheck.claims.loaded_language import loaded_language
from factcheck.claims.standalone import with_days
from factcheck.claims.tagged_sources import may_tell, tagged_source
from factcheck.domain import ids
from factcheck.domain.values import (
    Certainty,
    Claim,
    ClaimType,
    DateMention,
    Encode,
    EncodedSentence,
    Notice,
    Reading,
    Sentence,
    SpeechKind,
    Vector,
)
from factcheck.findings.article import find_all
from factcheck.text.language import detect

_ENGLISH = "en"
_SHORT = 9  # words
_LONG = 24  # words
_NAMED = 2  # names of people, places or bodies
_LANGUAGE_NOT_SUPPORTED = "language_not_supported"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading gives. `vectors` are by claim id; `language` is the given one, else the detected one."""

    reading: Reading
    vectors: dict[str, Vector]
    language: str


def _encoded(texts: Sequence[str], encode: Encode) -> dict[str, EncodedSentence]:
    """Each distinct text encoded once, in the order of first appearance."""
    distinct = list(dict.fromkeys(texts))
    return dict(zip(distinct, encode(distinct), strict=True)) if distinct else {}


def signs_of(draft: DraftClaim | Claim, words: str) -> Signs:
    """What the rules see in a claim; `words`: the claim as it stands in the text."""
    direct = bool(draft.attribution) and draft.attribution[0].kind is SpeechKind.DIRECT
    return Signs(
        figure=bool(draft.quantities),
        weighty_figure=any(is_weighty(quantity) for quantity in draft.quantities),
        experience=draft.type is ClaimType.PERSONAL_EXPERIENCE,
        prediction=draft.type is ClaimType.PREDICTION,
        rule_or_cause=draft.type in {ClaimType.RULE, ClaimType.CAUSATION},
        quoted=direct,
        reported=bool(draft.attribution) and not direct,
        short=len(draft.standalone.split()) < _SHORT,
        hedged=draft.certainty is Certainty.HEDGED,
        silence=tells_of_silence(words),
        first_person=speaks_of_self(words),
        named=len(draft.entities) >= _NAMED,
        long=len(words.split()) >= _LONG,
    )


def _claim(
    draft: DraftClaim,
    article_id: str,
    text: str,
    published_at: datetime | None,
    encoded: EncodedSentence,
    *,
    place: tuple[int, int] | None = None,
) -> Claim:
    """`place`: which claim of its article, counted from 0, and of how many; None: a statement on its own."""
    words, dates = draft.span.of(text), _dates(text, draft, published_at)
    signs = signs_of_type(words, draft.quantities, draft.attribution, draft.type, dated=bool(dates))
    draft = replace(draft, type=decided(draft.type, signs, encoded.types))
    worth = signs_of(draft, words)
    return Claim(
        id=ids.claim_id(article_id, draft.span.start),
        text=words,
        span=draft.span,
        standalone=draft.standalone,
        type=draft.type,
        checkworthiness=adjusted(encoded.checkworthiness, worth.placed(*place) if place else worth),
        certainty=draft.certainty,
        attribution=draft.attribution,
        quantities=draft.quantities,
        dates=dates,
        entities=draft.entities,
    )


def _voiced(text: str, draft: DraftClaim, encoded: EncodedSentence) -> DraftClaim:
    """The draft with the source that the tagger is sure of, where the rules found nobody."""
    if draft.attribution or encoded.tag is None or not may_tell(draft.standalone):
        return draft
    if tells_of_silence(draft.span.of(text)):
        return draft
    tokens = [token for sentence in tokenised(draft.standalone) for token in sentence]
    source = tagged_source(text, draft.span, tokens, encoded.tag)
    return replace(draft, attribution=(source,)) if source else draft


def _dates(text: str, draft: DraftClaim, published_at: datetime | None) -> tuple[DateMention, ...]:
    return tuple(read_dates(text, draft.dated, published_at.date() if published_at else None))


def _dated(text: str, drafts: Sequence[DraftClaim], published_at: datetime | None) -> list[DraftClaim]:
    """The drafts with the days that they name spelled out in their standalone form."""
    return [replace(d, standalone=with_days(d.standalone, _dates(text, d, published_at))) for d in drafts]


def _sentences(
    text: str, draft: ArticleReading, claims: Sequence[Claim], encoded: dict[str, EncodedSentence]
) -> tuple[Sentence, ...]:
    """A sentence is as worth checking as the best of its claims; without one, what the encoder says, capped."""
    best: dict[int, float] = {}
    for drafted, claim in zip(draft.claims, claims, strict=True):
        best[drafted.sentence] = max(best.get(drafted.sentence, 0.0), claim.checkworthiness)
    return tuple(
        Sentence(span, best[i] if i in best else adjusted(encoded[span.of(text)].checkworthiness, Signs(asserts=False)))
        for i, span in enumerate(draft.sentences)
    )


def _language(text: str, given: str | None) -> str:
    return given or detect(text)


def _is_english(language: str) -> bool:
    return language.casefold().replace("_", "-").split("-")[0] == _ENGLISH


def _warnings(language: str) -> tuple[Notice, ...]:
    if _is_english(language):
        return ()
    return (
        Notice(
            _LANGUAGE_NOT_SUPPORTED,
            f"The rules read English; this text seems to be in another language ({language}), so claims are whole "
            "sentences without types, speakers or checks of their figures.",
        ),
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """No garbage collection meanwhile.

    Words and spans form no cycles, so its passes over ever more of them find nothing, and time would grow faster than
    the text. Where threads overlap it is on again a little early; never off for good.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_without_collection()
def read_article(
    *,
    article_id: str,
    text: str,
    title: str | None,
    published_at: datetime | None,
    language: str | None,
    encode: Encode,
) -> ReadResult:
    """Read an article.

    Args:
        article_id: The id that claim ids are made from.
        text: As submitted; all spans count its code points.
        title: The headline, if there is one.
        published_at: What relative dates are anchored at.
        language: ISO 639-1 code; None: detected.
        encode: The sentence encoder; each distinct text goes in once.
    """
    spoken = _language(text, language)
    draft = read_draft(text, english=_is_english(spoken))
    draft = replace(draft, claims=tuple(_dated(text, draft.claims, published_at)))
    with_claim = {drafted.sentence for drafted in draft.claims}
    encoded = _encoded(
        [drafted.standalone for drafted in draft.claims]
        + [span.of(text) for i, span in enumerate(draft.sentences) if i not in with_claim],
        encode,
    )
    # Findings go by the rules' voices alone: a source that is likely is not yet one to build an accusation on.
    voiced = [
        _voiced(text, drafted, encoded[drafted.standalone]) if _is_english(spoken) else drafted
        for drafted in draft.claims
    ]
    claims = tuple(
        _claim(d, article_id, text, published_at, encoded[d.standalone], place=(i, len(voiced)))
        for i, d in enumerate(voiced)
    )
    reading = Reading(
        sentences=_sentences(text, draft, claims, encoded),
        claims=claims,
        findings=find_all(title, text, draft) if _is_english(spoken) else (),
        loaded_language=loaded_language(text, draft.sentences, draft.quotations) if _is_english(spoken) else (),
        warnings=_warnings(spoken),
    )
    vectors = {
        claim.id: encoded[drafted.standalone].vector for drafted, claim in zip(draft.claims, claims, strict=True)
    }
    return ReadResult(reading, vectors, spoken)


def read_statement(*, text: str, published_at: datetime | None, encode: Encode) -> tuple[Claim, Vector]:
    """A single statement, taken whole as one claim whatever it is; its id is that of the statement's own text."""
    (draft,) = _dated(text, [read_whole(text, english=_is_english(detect(text)))], published_at)
    (encoded,) = encode([draft.standalone])
    return _claim(draft, ids.article_id(text, "unknown", "statement"), text, published_at, encoded), encoded.vector


def score_sentences(text: str, encode: Encode) -> tuple[Sentence, ...]:
    """The sentences of a text with their check-worthiness, in order."""
    draft = read_draft(text, english=_is_english(detect(text)))
    with_claim = {drafted.sentence: drafted for drafted in draft.claims}
    encoded = _encoded([span.of(text) for span in draft.sentences], encode)
    return tuple(
        Sentence(
            span,
            adjusted(
                encoded[span.of(text)].checkworthiness,
                signs_of(with_claim[i], with_claim[i].span.of(text)) if i in with_claim else Signs(asserts=False),
            ),
        )
        for i, span in enumerate(draft.sentences)
    )
