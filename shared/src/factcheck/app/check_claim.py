"""Judge a single statement against the store and the caller's sources; score the sentences of a page."""

from collections.abc import Sequence
from datetime import datetime

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.find_origin import lone_origin
from factcheck.app.match_factchecks import MatchFactChecks
from factcheck.app.ports import ArticleStore, Clock, Encoder
from factcheck.app.provided_evidence import provided_cards, read_provided
from factcheck.app.provided_source import is_provided
from factcheck.app.read_article import read_statement, score_sentences
from factcheck.app.report import edges_by_pair, evidence_of
from factcheck.crosscheck.verdict import UNKNOWN_SOURCE, decide, witnesses_by_claim
from factcheck.domain import ids
from factcheck.domain.values import (
    ArticleCard,
    ArticleHeader,
    Caller,
    CheckedClaim,
    ProvidedEvidence,
    Sentence,
    Stance,
)


class CheckClaim:
    """What the stored articles and the caller's sources say of one statement."""

    def __init__(
        self,
        *,
        articles: ArticleStore,
        encoder: Encoder,
        compare: CompareArticles,
        match: MatchFactChecks,
        clock: Clock,
    ) -> None:
        self._articles = articles
        self._encoder = encoder
        self._compare = compare
        self._match = match
        self._clock = clock

    def __call__(
        self, claim: str, *, published_at: datetime | None, evidence: Sequence[ProvidedEvidence], caller: Caller
    ) -> CheckedClaim:
        """Judge `claim`, which speaks from `published_at` (now, if None)."""
        now = self._clock()
        statement, vector = read_statement(text=claim, published_at=published_at, encode=self._encoder.encode)
        header = ArticleHeader(
            id=ids.article_id(claim, UNKNOWN_SOURCE, "statement"),
            source=UNKNOWN_SOURCE,
            received_at=now,
            published_at=published_at,
            owner=caller.owner,
        )
        entry = self._compare.statement(header, statement, vector)
        brought = read_provided(evidence, self._compare, self._encoder.encode, now)
        groups = self._compare.statement_with_stored(entry) + self._compare.with_provided(entry, brought)
        cards = self._articles.cards(g.other.id for g in groups if not is_provided(g.other.id))
        groups += self._match.statement(entry)
        cards |= provided_cards(brought)
        witnesses = witnesses_by_claim(groups, cards).get(statement.id, ())
        refuted_by_caller = any(
            is_provided(w.card.header.id) and w.edge.relation.stance is Stance.REFUTES for w in witnesses
        )
        decided = decide(
            ArticleCard(header, lone_origin(header)), witnesses, now, one_refuter_suffices=refuted_by_caller
        )
        entries = evidence_of(statement.id, decided.evidence, edges_by_pair(groups))
        return CheckedClaim(statement, decided.verdict, entries)


class ScoreSentences:
    """Check-worthiness of every sentence of a text: stateless."""

    def __init__(self, *, encoder: Encoder) -> None:
        self._encoder = encoder

    def __call__(self, text: str) -> tuple[Sentence, ...]:
        """Sentences in order, with spans into `text`."""
        return score_sentences(text, self._encoder.encode)
