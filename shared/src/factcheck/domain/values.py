"""The values that every stage takes and returns: frozen, typed, without I/O.

Spans count Unicode code points of the text *as submitted*; `text[start:end]` is the thing itself. Times are aware UTC.
Scores are 0 to 1. Vectors are `bytes`: one signed 8-bit integer per dimension, so equal input gives equal bits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

CELL_NUMBERS = 1 << 16
"""Lists of the index with numbers below this are cells of the space of vectors; those of words and names come above."""

Vector: TypeAlias = bytes
"""A sentence embedding: int8 per dimension, scaled so that the largest component is ±127. Compare by cosine."""


class ClaimType(StrEnum):
    """Full Fact's scheme of claims (Konstantinovskiy et al., 2018), without 'not a claim'."""

    QUANTITY = "quantity"
    CAUSATION = "causation"
    RULE = "rule"
    PREDICTION = "prediction"
    PERSONAL_EXPERIENCE = "personal_experience"
    OTHER = "other"


class Certainty(StrEnum):
    """How sure the voice that carries the claim is."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    UNVERIFIED = "unverified"
    DENIED = "denied"


class SpeechKind(StrEnum):
    """Direct: in quotation marks. Indirect: paraphrased. Mixed: both in one sentence."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Bound(StrEnum):
    """Which side of the figure the text leaves open."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"


class Stance(StrEnum):
    """What a piece of evidence does to a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"


class VerdictLabel(StrEnum):
    """The labels of AVeriTeC (Schlichtkrull et al., 2023)."""

    SUPPORTED = "Supported"
    REFUTED = "Refuted"
    CONFLICTING = "Conflicting Evidence"
    NOT_ENOUGH = "Not Enough Evidence"


class EvidenceKind(StrEnum):
    """What the evidence is."""

    ARTICLE = "article"
    FACTCHECK = "factcheck"
    REFERENCE = "reference"
    PROVIDED = "provided"


class Provenance(StrEnum):
    """How the evidence reached the store."""

    FETCHED = "fetched"
    CALLER = "caller"
    IMPORT = "import"


class FindingKind(StrEnum):
    """What can be wrong inside one article."""

    HEADLINE_UNSUPPORTED = "headline_unsupported"
    ARITHMETIC_MISMATCH = "arithmetic_mismatch"
    ATTRIBUTION_MISMATCH = "attribution_mismatch"
    INTERNAL_CONTRADICTION = "internal_contradiction"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is no range")

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """The same range, `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def overlap(self, other: "Span") -> int:
        """How many code points both cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it. A claim's attributions stand outermost first; none means the article's own voice."""

    source: str
    kind: SpeechKind
    cue: str
    span: Span
    """Where `source` stands; for a resolved pronoun the span of the full mention."""


@dataclass(frozen=True, slots=True)
class BaseQuantity:
    """A value in base units (SI where there is one)."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and what it counts. `unit` is singular English ("square kilometre", "percent", "USD", "prisoner")."""

    text: str
    value: float
    unit: str
    approximate: bool
    bound: Bound
    low: float | None
    high: float | None
    base: BaseQuantity | None
    span: Span


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a range of dates, both ends included, resolved against the date of publication."""

    text: str
    start: date
    end: date
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """A name."""

    text: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its check-worthiness."""

    span: Span
    checkworthiness: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One factual assertion, where it stands."""

    id: str
    text: str
    span: Span
    standalone: str
    type: ClaimType
    checkworthiness: float
    certainty: Certainty
    attribution: tuple[Attribution, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong inside the article itself. `place` is "title" or "text"."""

    kind: FindingKind
    place: str
    span: Span
    message: str
    related: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedWord:
    """A word that judges. `kind` tells the article's own voice from quoted speech."""

    text: str
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of the report should know; the report is complete without it."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an article says by itself, before anything is compared."""

    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...] = ()
    loaded_language: tuple[LoadedWord, ...] = ()
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleHeader:
    """What is known about an article without its text."""

    id: str
    source: str
    received_at: datetime
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    characters: int = 0
    words: int = 0
    provenance: Provenance = Provenance.CALLER
    owner: str | None = None
    """Id of the only key that may see it; None for an article of the common store."""

    @property
    def when(self) -> datetime:
        """The moment it speaks from: its publication, else its arrival."""
        return self.published_at or self.received_at


@dataclass(frozen=True, slots=True)
class Article:
    """An article as submitted."""

    header: ArticleHeader
    text: str


@dataclass(frozen=True, slots=True)
class Origin:
    """A connected component of near copies (syndication): it counts as one source.

    `id` is made from the smallest article id of the component; `copy_of` is the earliest other article of it, or None
    for the earliest itself; `outlets` are the sources of all its articles, sorted.
    """

    id: str
    copy_of: str | None = None
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What one text does to a claim. `confidence` is the judge's, `similarity` the encoder's cosine."""

    stance: Stance
    confidence: float
    similarity: float
    reason: str


@dataclass(frozen=True, slots=True)
class Edge:
    """At the end of `claim_id`: what a claim of another article does to it."""

    claim_id: str
    other_claim_id: str
    other_span: Span
    other_text: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class EdgeGroup:
    """All edges from the claims of one article (`article_id`) to the claims of one other (`other`)."""

    article_id: str
    other: ArticleHeader
    edges: tuple[Edge, ...]
    copy: bool = False
    """Whether the two articles are near copies of one another."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quotation with what it does to the claim."""

    stance: Stance
    confidence: float
    kind: EvidenceKind
    text: str
    span: Span | None
    article_id: str | None
    claim_id: str | None
    origin: str | None
    provenance: Provenance
    title: str | None
    source: str | None
    url: str | None
    published_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one claim; `supporting` and `refuting` count independent sources."""

    label: VerdictLabel
    confidence: float
    supporting: int
    refuting: int
    decided_by: str
    explanation: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Names an evidence entry of a stored verdict: which edge, and the origin it was counted under."""

    other_claim_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict with the edges it rests on."""

    verdict: Verdict
    evidence: tuple[EvidenceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictSheet:
    """The verdicts of all claims of an article, by claim id. `version` grows by one with each change."""

    version: int
    verdicts: dict[str, StoredVerdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One entry of a claim's history: what it became, when, and which article's arrival (or withdrawal) caused it."""

    claim_id: str
    before: Verdict | None
    after: Verdict
    caused_by: str
    version: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """All that a report is built from."""

    article: Article
    reading: Reading
    origin: Origin
    sheet: VerdictSheet
    edges: tuple[EdgeGroup, ...]
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What a verdict needs to know of an article that is committed; `origin_version` guards updates of `origin`."""

    header: ArticleHeader
    origin: Origin
    origin_version: int = 0


@dataclass(frozen=True, slots=True)
class WordForm:
    """A word as the tagger of sources sees it: where it stands, what lists and rules say of it, and two hashes."""

    start: int
    end: int
    signs: tuple[float, ...]
    ending: int
    word: int


Tag: TypeAlias = Callable[[Sequence[WordForm]], Sequence[Sequence[float]]]
"""Log-probabilities of each label of `claims.tagged_sources.LABELS`, for each word of the text that was encoded."""


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """What one encoder pass gives: the search vector, the calibrated check-worthiness, and leanings to claim types.

    `types` are log-odds in the order of `ClaimType`, up to a constant; empty where the encoder says nothing of types.
    `tag` tells source, cue and content of the text, from the states of the same pass; None where there is no tagger.
    """

    vector: Vector
    checkworthiness: float
    types: tuple[float, ...] = ()
    tag: Tag | None = field(default=None, compare=False)


Encode: TypeAlias = Callable[[Sequence[str]], Sequence[EncodedSentence]]
"""Encodes texts one by one, in order (never as a batch: padding would change the last bits)."""


@dataclass(frozen=True, slots=True)
class IndexedClaim:
    """A claim with its search vector: all that is needed to compare it with another."""

    claim: Claim
    vector: Vector


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An article as the index knows it: rebuilt from the main table at any time.

    `cells` are the numbers of the lists that it is filed under, in no order that matters; `sketch` is the bottom-k
    sketch of the text's word shingles, ascending. `marks` are what stands in each of those lists to tell it by; an
    entry that comes out of the index has none.
    """

    header: ArticleHeader
    vector: Vector
    cells: tuple[int, ...]
    sketch: tuple[int, ...]
    claims: tuple[IndexedClaim, ...]
    marks: tuple[bytes, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A hit of the index's coarse look-up: the lists that it was found in, ascending, each with its mark."""

    article_id: str
    when: datetime
    marks: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which versions of the index there are, and how far a rebuild has come.

    `current` is read; `beside` is written too. `stage`, `place` and `done` are the rebuild's; `revision` counts
    the changes.
    """

    current: str
    beside: str | None = None
    stage: str | None = None
    place: str | None = None
    done: int = 0
    revision: int = 0

    @property
    def written(self) -> tuple[str, ...]:
        """The versions that a new article goes into, the one that is read first."""
        return (self.current,) if self.beside is None else (self.current, self.beside)


class ChangeKind(StrEnum):
    """What happened to an article."""

    COMMITTED = "committed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One item of the change stream."""

    article_id: str
    kind: ChangeKind
    at: datetime


class JobStatus(StrEnum):
    """The life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ProvidedEvidence:
    """A source that the caller brings: used for one answer, never stored with the article."""

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What a caller asks to have analysed: `text`, or `url` alone."""

    text: str | None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    store: bool = True
    evidence: tuple[ProvidedEvidence, ...] = ()
    callback_url: str | None = None
    owner: str | None = None
    fetched: bool = False
    """Whether `text` was fetched from `url` by us."""


@dataclass(frozen=True, slots=True)
class JobProblem:
    """Why a job failed, in the words of the error tree."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Job:
    """One queued analysis. `stage` names what is being done; `done` of `total` steps."""

    id: str
    status: JobStatus
    created_at: datetime
    expires_at: datetime
    owner: str | None
    article_id: str | None = None
    stage: str = "queued"
    done: int = 0
    total: int = 0
    problem: JobProblem | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A caller. `id` is public (it names the key in logs and owns private articles); the secret is never stored."""

    id: str
    scopes: frozenset[str]
    origins: tuple[str, ...] = ()
    """Web origins a browser key may call from; empty: any caller."""
    rate_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """What the fetcher found behind a URL (`url` is the one after redirects)."""

    url: str
    text: str
    title: str | None = None
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """One claim with its verdict and the evidence for it, best first."""

    claim: Claim
    verdict: Verdict
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader gets: the article, what it says, and what others say about it."""

    article: Article
    origin: Origin
    reading: Reading
    claims: tuple[ClaimReport, ...]
    notices: tuple[Notice, ...]
    versions: dict[str, str]
    status: JobStatus = JobStatus.COMPLETE
    """Anything else: there is nothing of it yet but the header."""
    problem: JobProblem | None = None


@dataclass(frozen=True, slots=True)
class ClaimDossier:
    """One claim, the article it stands in, and how its verdict came about (oldest change first)."""

    article: ArticleHeader
    claim: ClaimReport
    history: tuple[VerdictChange, ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """The answer to a single statement; nothing of it is stored."""

    claim: Claim
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. `key_id` is None where no keys are needed (local use)."""

    key_id: str | None
    scopes: frozenset[str]

    @property
    def owner(self) -> str | None:
        """Who will own what this caller submits: None makes it part of the common store."""
        return None if self.key_id is None or "contribute" in self.scopes else self.key_id

    def may_see(self, header: ArticleHeader) -> bool:
        """Whether an article is of the common store, one's own, or the caller an administrator."""
        return header.owner is None or header.owner == self.key_id or "admin" in self.scopes
