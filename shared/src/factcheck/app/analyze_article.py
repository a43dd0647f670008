"""One article in, its report out: read, index, compare, judge, commit. The order of the writes is what makes it safe.

1. text and reading (idempotent, invisible)      4. edges at both ends (invisible until step 5)
2. own index entry                               5. header, first verdicts and change record, in one transaction
3. look others up (strongly consistent)

An article that dies between two steps is invisible; a retry writes the same items and goes on. Of two that arrive at
once, each writes its entry (2) before it looks (3), so at least one sees the other and writes the edges for both; the
change worker, run after each commit, then judges both ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.app.compare_articles import CompareArticles, Comparison
from factcheck.app.find_origin import joined_origin
from factcheck.app.match_factchecks import MatchFactChecks, reverse_edges
from factcheck.app.ports import ArticleStore, ClaimIndex, Clock, Encoder
from factcheck.app.provided_evidence import provided_cards, read_provided
from factcheck.app.read_article import read_article
from factcheck.app.report import build_report
from factcheck.crosscheck.verdict import decide_all
from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.factchecks import is_factcheck
from factcheck.domain.values import (
    Article,
    ArticleCard,
    Notice,
    ProvidedEvidence,
    Report,
    StoredArticle,
    Vector,
    VerdictSheet,
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The report, and whether this call committed the article (False: it was there, or is not to be stored)."""

    report: Report
    created: bool


class AnalyzeArticle:
    """Reads an article, compares it with what is stored, judges its claims and commits it."""

    def __init__(
        self,
        *,
        articles: ArticleStore,
        index: ClaimIndex,
        encoder: Encoder,
        compare: CompareArticles,
        match: MatchFactChecks,
        clock: Clock,
        versions: dict[str, str],
    ) -> None:
        self._articles = articles
        self._index = index
        self._encoder = encoder
        self._compare = compare
        self._match = match
        self._clock = clock
        self._versions = versions

    def __call__(self, article: Article, *, store: bool = True, evidence: Sequence[ProvidedEvidence] = ()) -> Analysis:
        """Analyse one article.

        Args:
            article: As submitted; where its header's `language` is None, it is detected.
            store: False compares with the store and keeps nothing.
            evidence: Sources of the caller: they weigh in the report given back, and are not kept.

        Raises:
            StoreUnavailableError: nothing is visible then, and a retry goes on where this call stopped.
        """
        header = article.header
        if store and self._articles.withdrawing(header.id):
            # Its remains are being removed: what is written now could go with them.
            raise StoreUnavailableError("This article is being withdrawn; submit it again in a moment.")
        read = read_article(
            article_id=header.id,
            text=article.text,
            title=header.title,
            published_at=header.published_at,
            language=header.language,
            encode=self._encoder.encode,
        )
        header = replace(header, language=read.language, characters=len(article.text), words=len(article.text.split()))
        article = Article(header, article.text)
        entry = self._compare.entry(article, read.reading.claims, read.vectors)
        public = header.owner is None
        if store:
            self._articles.save_reading(article, read.reading, self._versions)
            if public:
                self._index.put(entry)
        comparison = self._compare.with_stored(entry)
        reviews = self._match.article(entry)
        comparison = Comparison(comparison.own + reviews, comparison.theirs + reverse_edges(header, reviews))
        if store:
            self._articles.save_edges(comparison.own + (comparison.theirs if public else ()))
        cards = self._articles.cards(g.other.id for g in comparison.own if not is_factcheck(g.other.id))
        copies = [cards[g.other.id] for g in comparison.own if g.copy and g.other.id in cards]
        origin = joined_origin(header, copies, self._articles)
        decided = decide_all(
            ArticleCard(header, origin), (c.id for c in read.reading.claims), comparison.own, cards, self._clock()
        )
        sheet = VerdictSheet(1, decided)
        result = StoredArticle(article, read.reading, origin, sheet, comparison.own, self._versions)
        created = store and self._articles.commit(article, sheet, origin)
        if store and not created:
            result = self._articles.load(header.id) or result
        return Analysis(self.report(result, evidence, vectors=read.vectors), created)

    def report(
        self,
        stored: StoredArticle,
        evidence: Sequence[ProvidedEvidence] = (),
        *,
        notices: tuple[Notice, ...] = (),
        vectors: dict[str, Vector] | None = None,
    ) -> Report:
        """The report of an article, with the caller's evidence weighed in for this answer only.

        Args:
            stored: The article as it stands.
            evidence: Sources of the caller.
            notices: What the caller should be told besides what the reading found.
            vectors: Search vectors by claim id, where they are at hand; else they are made again if needed.
        """
        if not evidence:
            return build_report(stored, notices)
        claims = stored.reading.claims
        if vectors is None:
            encoded = self._encoder.encode([claim.standalone for claim in claims])
            vectors = {claim.id: e.vector for claim, e in zip(claims, encoded, strict=True)}
        now = self._clock()
        brought = read_provided(evidence, self._compare, self._encoder.encode, now)
        entry = self._compare.entry(stored.article, claims, vectors)
        groups = stored.edges + self._compare.with_provided(entry, brought)
        others = (g.other.id for g in stored.edges if not is_factcheck(g.other.id))
        cards = self._articles.cards(others) | provided_cards(brought)
        decided = decide_all(
            ArticleCard(stored.article.header, stored.origin),
            (claim.id for claim in claims),
            groups,
            cards,
            now,
            before=stored.sheet.verdicts,
        )
        sheet = VerdictSheet(stored.sheet.version, decided)
        return build_report(replace(stored, edges=groups, sheet=sheet), notices)
