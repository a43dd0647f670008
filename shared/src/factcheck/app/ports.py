"""What the use-cases need from the world.

`store/`, `models/` and `sources/` implement these; `store/memory.py` holds the in-memory ones. Every store method
raises `StoreUnavailableError` when the database cannot be reached, throttles beyond the retries, or times out. Reads
are strongly consistent unless they say otherwise.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from factcheck.domain.factchecks import FactCheck, FiledFactCheck
from factcheck.domain.feedback import Feedback
from factcheck.domain.values import (
    ApiKey,
    Article,
    ArticleCard,
    ArticleHeader,
    EdgeGroup,
    EncodedSentence,
    FetchedArticle,
    IndexedClaim,
    IndexEntry,
    IndexState,
    Job,
    JobProblem,
    Origin,
    Reading,
    RelatedArticle,
    Relation,
    Report,
    StoredArticle,
    Submission,
    Vector,
    VerdictChange,
    VerdictSheet,
)

if TYPE_CHECKING:
    from factcheck.crosscheck.event import Event


class Clock(Protocol):
    """Where "now" comes from."""

    def __call__(self) -> datetime:
        """The current time, aware UTC, whole milliseconds."""


class Encoder(Protocol):
    """The sentence encoder with its heads."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may get other numbers."""

    def encode(self, texts: Sequence[str]) -> list[EncodedSentence]:
        """One result per text, in order; each text alone, so the result does not depend on its neighbours."""


class RelationJudge(Protocol):
    """Decides what one claim does to another."""

    @property
    def version(self) -> str:
        """Changes whenever the same pair may be judged otherwise."""

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: "Event") -> Relation | None:
        """What `evidence` does to `claim`, claims of the two articles of `event`; None if neither. A pure function."""


class CellMap(Protocol):
    """The coarse quantiser of the index."""

    def assign(self, vector: Vector, count: int) -> tuple[int, ...]:
        """The `count` cells nearest to the vector, ascending."""


class ArticleStore(Protocol):
    """Articles, their claims, edges and verdicts (MainTable and ChangesTable)."""

    def load(self, article_id: str) -> StoredArticle | None:
        """A committed article with all that its report needs, in one Query; None if not committed."""

    def cards(self, article_ids: Iterable[str]) -> dict[str, ArticleCard]:
        """The committed ones among `article_ids`."""

    def save_reading(self, article: Article, reading: Reading, versions: dict[str, str]) -> None:
        """Write text and reading. Idempotent. Nothing of it is visible before `commit`."""

    def save_edges(self, groups: Iterable[EdgeGroup]) -> None:
        """Write each group under its `article_id`, replacing what stood for the same pair. Idempotent."""

    def edges(self, article_id: str) -> tuple[EdgeGroup, ...]:
        """All edge groups that end at the article, by id of the other article."""

    def neighbours(self, article_id: str) -> dict[str, bool]:
        """The articles that `edges` would name, and whether each is a copy; far quicker where there are many."""

    def commit(self, article: Article, sheet: VerdictSheet, origin: Origin) -> bool:
        """Make the article visible: header with its origin, first verdicts and change record in one transaction.

        Returns:
            True if this call did it, False if the article was committed before (nothing is changed then).
        """

    def sheet(self, article_id: str) -> VerdictSheet | None:
        """The verdicts as they stand; None if the article is not committed."""

    def sheets(self, article_ids: Iterable[str]) -> dict[str, VerdictSheet]:
        """The verdicts of those of `article_ids` that are committed."""

    def save_sheet(self, article_id: str, sheet: VerdictSheet, changes: Sequence[VerdictChange]) -> None:
        """Replace the sheet of version `sheet.version - 1` and keep the changes as history.

        Raises:
            VersionConflictError: the stored version is another one; read again.
        """

    def save_origin(self, article_id: str, origin: Origin, expected_version: int) -> None:
        """Record the origin of a committed article.

        Raises:
            VersionConflictError: `origin_version` is not `expected_version`, or the article is gone.
        """

    def history(self, claim_id: str) -> tuple[VerdictChange, ...]:
        """What a claim's verdict was before, oldest first."""

    def withdraw(self, article_id: str) -> bool:
        """Make a committed article invisible and tell the change stream, in one transaction.

        Its edges, text and reading stay until `purge`, so that what it touched can be judged anew.

        Returns:
            True if this call did it, False if the article is not committed.
        """

    def withdrawing(self, article_id: str) -> bool:
        """Whether `withdraw` was called and `purge` has not ended: the same article must not be stored meanwhile."""

    def drop_edges(self, article_ids: Iterable[str], other_id: str) -> None:
        """Forget the edges that end at each of `article_ids` and come from `other_id`. Idempotent."""

    def purge(self, article_id: str) -> None:
        """Remove all that is left of a withdrawn article. Idempotent; nothing happens to one that is not withdrawn."""


class ArticleListing(Protocol):
    """Which articles of the common store there are, by when they were received. Reads are eventually consistent."""

    def page(
        self,
        source: str | None,
        *,
        since: datetime | None,
        until: datetime | None,
        after: str | None,
        limit: int,
    ) -> tuple[list[str], str | None]:
        """Ids of articles received from `since` to `until`, newest first, and where the next page goes on.

        Args:
            source: Only those of this outlet.
            since: Not before; None: from the first.
            until: Not after; None: to the last.
            after: What an earlier call gave to go on with; anything else gives some page or none.
            limit: How many at the most.
        """


class FeedbackStore(Protocol):
    """What readers report about claims (MainTable)."""

    def put(self, feedback: Feedback) -> None:
        """Keep it for the operator. Idempotent."""


class ClaimIndex(Protocol):
    """Finds the stored articles that a new one must be compared with (IndexTable)."""

    def put(self, entry: IndexEntry) -> None:
        """Index an article. Idempotent."""

    def remove(self, article_id: str) -> None:
        """Forget an article. Idempotent."""

    def related(
        self,
        cells: Iterable[int],
        since: datetime,
        until: datetime,
        *,
        around: tuple[datetime, str] | None = None,
        vector: Vector | None = None,
    ) -> list[RelatedArticle]:
        """Articles filed in one of the lists that speak from within [since, until], each once, by id.

        Of a list of very many only those that stand nearest to `around` in the order of (moment, id); the newest,
        where that is None. As many stand between two from either side, so each of the two finds the other, or neither.

        `vector` is what is looked for, where the index goes by vectors instead of lists.
        """

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """The entries of those of `article_ids` that are indexed, by id."""


class IndexVersions(Protocol):
    """Which versions of the index there are (IndexTable)."""

    def read(self) -> IndexState:
        """As it stands (strongly consistent)."""

    def recent(self) -> IndexState:
        """As it stood a few seconds ago at the earliest."""

    def write(self, state: IndexState) -> bool:
        """Replace the state of revision `state.revision - 1`. False if another one stands."""


class FactCheckStore(Protocol):
    """Published fact-checks (MainTable), and what they are found by (IndexTable). Reads are eventually consistent."""

    def put(self, filed: Sequence[FiledFactCheck], *, settled: bool = True) -> None:
        """Store and file. Idempotent; a call that dies half-way leaves nothing that `unchanged` takes for stored.

        What is not `settled` can be found, and does not count as stored until `settle`.
        """

    def settle(self, filed: Sequence[FiledFactCheck]) -> None:
        """What was put is dealt with: from now on `unchanged` knows it. Idempotent."""

    def unchanged(self, factchecks: Sequence[FactCheck]) -> set[str]:
        """The ids of those that are stored just so (strongly consistent)."""

    def load(self, factcheck_ids: Iterable[str]) -> list[tuple[FactCheck, Vector]]:
        """Those that are stored, with their vectors, by id."""

    def by_words(self, words: Iterable[str]) -> dict[str, list[str]]:
        """The ids filed under each word; of a word of very many the newest."""

    def by_cells(self, cells: Iterable[int]) -> dict[str, bytes]:
        """The ids filed under any of the cells, with the signs of their vectors; of a very full cell the newest."""


class FactCheckFiling(Protocol):
    """What published fact-checks are found by, version by version, for building it anew."""

    def page(
        self, *, since: datetime | None, after: str | None, limit: int
    ) -> tuple[list[tuple[FactCheck, Vector]], str | None]:
        """Stored fact-checks with their vectors, and where the next page goes on.

        Args:
            since: Only those that were written then or later; None: all.
            after: What an earlier call gave to go on with; None: from the first.
            limit: How many are looked at; fewer may come back.
        """

    def file(self, version: str, filed: Sequence[FiledFactCheck]) -> None:
        """File them in one version of the index, and keep their vectors where these are new. Idempotent."""

    def unfile(self, version: str, *, words: Iterable[str], cells: Iterable[int]) -> None:
        """Remove whatever is filed in one version under these words and cells. Idempotent."""


class JobStore(Protocol):
    """Queued analyses (MainTable, with TTL)."""

    def create(self, job: Job, submission: Submission) -> bool:
        """Store the job with what is to be analysed. False if a job of this id exists (nothing is changed then)."""

    def find(self, job_id: str, now: datetime) -> Job | None:
        """The job without its payload; None if unknown or expired at `now`."""

    def announce(self, job_id: str, header: ArticleHeader, expires_at: datetime) -> None:
        """Note which article the job makes, so that it can be asked for before it is stored. The last job counts."""

    def announced(self, article_id: str) -> tuple[str, ArticleHeader] | None:
        """The job that was announced for the article, and the article as it was announced; None once it expired."""

    def payload(self, job_id: str) -> Submission | None:
        """What is to be analysed; None once the job has ended."""

    def replace_payload(self, job_id: str, submission: Submission) -> None:
        """Put the fetched text in the place of a URL. Idempotent."""

    def advance(self, job_id: str, stage: str, done: int, total: int, article_id: str | None = None) -> bool:
        """Record progress. False if the job has ended or was cancelled: stop working on it.

        Raises:
            NotFoundError: no such job was ever stored; its message came first, let it be delivered again.
        """

    def complete(self, job_id: str, article_id: str | None, report: str | None = None) -> None:
        """End it well and drop the payload. `article_id` is None where no article is stored.

        `report` (JSON) is given only where no stored article can answer for it: `store: false`, or evidence from the
        caller.
        """

    def fail(self, job_id: str, problem: JobProblem) -> None:
        """End it with a problem and drop the payload."""

    def report(self, job_id: str) -> str | None:
        """The report kept by `complete`, as JSON."""

    def cancel(self, job_id: str) -> bool:
        """Drop the payload and leave a mark until the job expires, so that a worker stops. False if there is no job."""


class JobQueue(Protocol):
    """At-least-once delivery of job ids to the workers (SQS)."""

    def send(self, job_id: str, *, fetch: bool) -> None:
        """Queue a job: for the fetching worker if `fetch`, else for the analysing one."""


class IdempotencyStore(Protocol):
    """Remembers which body came with which Idempotency-Key (IdempotencyTable)."""

    def claim(self, key: str, body_hash: str, now: datetime) -> bool:
        """Bind `key` to `body_hash` for 24 hours. False if it is bound to another body."""


class KeyStore(Protocol):
    """API keys, stored as hashes (KeysTable)."""

    def find(self, secret_sha256: str) -> ApiKey | None:
        """The key with this hash. Eventually consistent: a revoked key may work for a second more."""

    def put(self, secret_sha256: str, key: ApiKey) -> None:
        """Create or replace a key."""

    def count_call(self, key_id: str, minute: int) -> int:
        """Add one to the key's calls in this minute (Unix time // 60) and return the sum."""


class ArticleFetcher(Protocol):
    """Gets an article from the web."""

    def fetch(self, url: str) -> FetchedArticle:
        """Download and extract.

        Raises:
            FetchError: refused address, no answer, no HTML, no text in it.
        """


class FeedFetcher(Protocol):
    """Gets a feed of fact-checks from the web."""

    def fetch(self, url: str) -> bytes:
        """Download.

        Raises:
            FetchError: refused address, no answer, no JSON.
        """


class ReadFeed(Protocol):
    """Reads fact-checks out of a feed's JSON."""

    def __call__(self, value: object) -> tuple[list[FactCheck], Sequence[object]]:
        """Those that can be used, and what speaks against each of the others.

        Raises:
            InvalidInputError: it is no feed.
        """


class CallbackSender(Protocol):
    """POSTs a finished report to the caller."""

    def send(self, url: str, body: bytes, secret: str) -> None:
        """Deliver once, signed with `secret`.

        Raises:
            FetchError: refused address or no success; `retryable` says whether to try again.
        """


class RenderReport(Protocol):
    """Turns a report into the JSON that clients get."""

    def __call__(self, report: Report, *, stored: bool) -> str:
        """The document; one that is not `stored` links nowhere."""
