"""A container whose use-cases answer with made-up news, and remember what they were asked."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from factcheck.app.import_feeds import FeedOutcome
from factcheck.domain import ids
from factcheck.domain.errors import FactcheckError, NotFoundError
from factcheck.domain.factchecks import SearchResult
from factcheck.domain.feedback import Feedback, SourceRecord
from factcheck.domain.values import (
    Article,
    ArticleHeader,
    Attribution,
    BaseQuantity,
    Bound,
    Caller,
    Certainty,
    CheckedClaim,
    Claim,
    ClaimDossier,
    ClaimReport,
    ClaimType,
    DateMention,
    Entity,
    Evidence,
    EvidenceKind,
    Finding,
    FindingKind,
    Job,
    JobStatus,
    LoadedWord,
    Notice,
    Origin,
    Provenance,
    Quantity,
    Reading,
    Report,
    Sentence,
    Span,
    SpeechKind,
    Stance,
    Verdict,
    VerdictChange,
    VerdictLabel,
)
from factcheck.settings import Settings

NOW = datetime(2031, 6, 3, 16, 4, 11, 250_000, tzinfo=UTC)
ARTICLE_ID = "art_k2m5q7t3x6b4n2p5r7s3v6w4y2"
OTHER_ID = "art_c3d5f7h2j4l6n3p5r7t2v4x6z2"
NOON = NOW.replace(hour=12, minute=0, second=0, microsecond=0)
FACTCHECK_ID = "fck_h2j4l6n3p5r7t2v4x6z2c3d5f7"
JOB_ID = "job_m4n6p2q3r5s7t2u4v6w3x5y7z2"

TEXT = (
    "VARLOW — The footbridge over the Senne has been shut since Monday after inspectors found cracks in 14 of its 60 "
    "hangers, harbour engineer Tomas Eklund said.\n\nRepairs will cost about 2.3 million crowns and last until October, "
    "according to the harbour office. “We would rather apologise for a detour than for an accident,” Eklund said.\n\n"
    "The bridge carries some 4,100 people a day. Shutting it was a scandalous decision <b>too late</b> 🙈."
)


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def verdict(label: VerdictLabel, supporting: int = 0, refuting: int = 0, confidence: float = 0.81237) -> Verdict:
    words = {
        VerdictLabel.SUPPORTED: "1 independent source supports the claim; none refutes it.",
        VerdictLabel.REFUTED: "2 independent sources refute the claim; none supports it.",
        VerdictLabel.CONFLICTING: "1 independent source supports the claim and 1 refutes it.",
        VerdictLabel.NOT_ENOUGH: "No other source in the store speaks about this.",
    }
    return Verdict(label, confidence, supporting, refuting, "sources", words[label], NOW + timedelta(hours=1))


def claim(words: str, **fields: object) -> Claim:
    place = span(words)
    given = {
        "id": ids.claim_id(ARTICLE_ID, place.start),
        "text": words,
        "span": place,
        "standalone": words,
        "type": ClaimType.OTHER,
        "checkworthiness": 0.71449,
        "certainty": Certainty.ASSERTED,
    }
    return Claim(**(given | fields))


def evidence(stance: Stance, text: str, **fields: object) -> Evidence:
    given = {
        "stance": stance,
        "confidence": 0.90055,
        "kind": EvidenceKind.ARTICLE,
        "text": text,
        "span": Span(40, 40 + len(text)),
        "article_id": OTHER_ID,
        "claim_id": ids.claim_id(OTHER_ID, 40),
        "origin": ids.origin_id(OTHER_ID),
        "provenance": Provenance.CALLER,
        "title": "Harbour office confirms <i>bridge</i> damage",
        "source": "sennepost.example",
        "url": "https://sennepost.example/bridge",
        "published_at": NOW,
        "reason": "both give 14 of 60 hangers",
    }
    return Evidence(**(given | fields))


def claims() -> tuple[ClaimReport, ...]:
    cracks = claim(
        "inspectors found cracks in 14 of its 60 hangers",
        standalone="Inspectors found cracks in 14 of the 60 hangers of the footbridge over the Senne.",
        type=ClaimType.QUANTITY,
        attribution=(
            Attribution(
                "harbour engineer Tomas Eklund", SpeechKind.INDIRECT, "said", span("harbour engineer Tomas Eklund")
            ),
        ),
        quantities=(
            Quantity(
                "14 of its 60 hangers",
                14.0,
                "hanger",
                False,
                Bound.EXACT,
                None,
                None,
                None,
                span("14 of its 60 hangers"),
            ),
        ),
        dates=(DateMention("Monday", date(2031, 6, 2), date(2031, 6, 2), span("Monday")),),
        entities=(Entity("Tomas Eklund", "person", span("Tomas Eklund")),),
    )
    cost = claim(
        "Repairs will cost about 2.3 million crowns",
        type=ClaimType.PREDICTION,
        certainty=Certainty.HEDGED,
        quantities=(
            Quantity(
                "about 2.3 million crowns",
                2.3e6,
                "crown",
                True,
                Bound.ABOUT,
                None,
                None,
                BaseQuantity(2.3e6, "crown"),
                span("about 2.3 million crowns"),
            ),
        ),
    )
    people = claim("The bridge carries some 4,100 people a day.", checkworthiness=0.4)
    return (
        ClaimReport(
            cracks,
            verdict(VerdictLabel.SUPPORTED, supporting=1),
            (
                evidence(
                    Stance.SUPPORTS, "Cracks were found in 14 of the bridge's 60 hangers, the harbour office confirmed."
                ),
            ),
        ),
        ClaimReport(
            cost,
            verdict(VerdictLabel.CONFLICTING, supporting=1, refuting=1),
            (
                evidence(
                    Stance.REFUTES,
                    "The bill will be 3.1 million crowns.",
                    reason="3.1 million against 2.3 million",
                    url="javascript:alert(1)",
                ),
                evidence(Stance.SUPPORTS, "The council set 2.3 million crowns aside.", url=None, title=None),
            ),
        ),
        ClaimReport(people, verdict(VerdictLabel.NOT_ENOUGH, confidence=0.5), ()),
    )


def report(provenance: Provenance = Provenance.CALLER, **fields: object) -> Report:
    header = ArticleHeader(
        id=ARTICLE_ID,
        source="varlowmail.example",
        received_at=NOW,
        title="Varlow footbridge shut after cracks found <script>alert(1)</script>",
        url="https://varlowmail.example/news/footbridge",
        published_at=NOW.replace(microsecond=0),
        language="en",
        characters=len(TEXT),
        words=len(TEXT.split()),
        provenance=provenance,
    )
    entries = claims()
    sentences = (
        Sentence(Span(0, TEXT.index("\n")), 0.71449),
        Sentence(
            span("Repairs will cost about 2.3 million crowns and last until October, according to the harbour office."),
            0.66,
        ),
        Sentence(span("The bridge carries some 4,100 people a day."), 0.4),
    )
    reading = Reading(
        sentences,
        tuple(entry.claim for entry in entries),
        (
            Finding(
                FindingKind.ARITHMETIC_MISMATCH,
                "text",
                span("14 of its 60"),
                "14 of 60 is 23 %, not 30 %",
                (span("4,100"),),
            ),
        ),
        (LoadedWord("scandalous", span("scandalous"), "own voice"),),
    )
    given = {
        "article": Article(header, TEXT),
        "origin": Origin(ids.origin_id(ARTICLE_ID), None, ("varlowmail.example",)),
        "reading": reading,
        "claims": entries,
        "notices": (Notice("metadata_differs", "This article was stored before with another title."),),
        "versions": {"pipeline": "0.1.0", "encoder": "e1", "judge": "j1"},
    }
    return Report(**(given | fields))


def job(**fields: object) -> Job:
    given = {
        "id": JOB_ID,
        "status": JobStatus.QUEUED,
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=7),
        "owner": None,
        "article_id": ARTICLE_ID,
    }
    return Job(**(given | fields))


@dataclass
class SubmitOutcome:
    """As `factcheck.app.submit_article.SubmitOutcome`, without the models that come with it."""

    report: Report | None
    created: bool
    job: Job | None


@dataclass
class ImportOutcome:
    """As `factcheck.app.import_factchecks.ImportOutcome`."""

    imported: int
    unchanged: int


@dataclass
class FakeReader:
    reports: dict[str, Report] = field(default_factory=dict)
    jobs: dict[str, tuple[Job, str | None]] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    raises: Exception | None = None

    def article(self, article_id: str, *, caller: Caller) -> Report:
        if self.raises:
            raise self.raises
        if article_id not in self.reports:
            raise NotFoundError("No article is stored under this id.")
        return self.reports[article_id]

    def report(self, article_id: str, *, caller: Caller) -> Report:
        return self.article(article_id, caller=caller)

    def claim(self, claim_id: str, *, caller: Caller) -> ClaimDossier:
        found = self.article(ids.article_of_claim(claim_id), caller=caller)
        before = verdict(VerdictLabel.NOT_ENOUGH)
        change = VerdictChange(claim_id, before, verdict(VerdictLabel.SUPPORTED, 1), OTHER_ID, 2)
        return ClaimDossier(found.article.header, found.claims[0], (change,))

    def job(self, job_id: str, *, caller: Caller) -> tuple[Job, str | None]:
        if job_id not in self.jobs:
            raise NotFoundError("No job is stored under this id.")
        return self.jobs[job_id]

    def cancel(self, job_id: str, *, caller: Caller) -> None:
        self.job(job_id, caller=caller)
        self.cancelled.append(job_id)


class FakeContainer:
    """Implements what handlers use of `factcheck.bootstrap.Container`. `raises` is raised by every use-case."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.versions = {"pipeline": "0.1.0", "encoder": "e1"}
        self.read_report = FakeReader({ARTICLE_ID: report()}, {JOB_ID: (job(), None)})
        self.outcome = SubmitOutcome(report(), created=True, job=None)
        self.raises: Exception | None = None
        self.refuses: Exception | None = None
        self.asked: list[tuple[str, tuple[object, ...], dict[str, object]]] = []
        self.authenticated: list[tuple[str | None, str | None, str]] = []
        self.abandoned: list[str] = []
        self.feeds: tuple[FeedOutcome, ...] = ()
        self.failing: dict[str, Exception] = {}

    def _note(self, name: str, *args: object, **kwargs: object) -> None:
        self.asked.append((name, args, kwargs))
        if self.raises:
            raise self.raises

    def authenticate(self, secret: str | None, origin: str | None, scope: str) -> Caller:
        self.authenticated.append((secret, origin, scope))
        if self.refuses:
            raise self.refuses
        return Caller("key_1", frozenset({scope}))

    def submit_article(self, submission, **kwargs) -> SubmitOutcome:
        self._note("submit_article", submission, **kwargs)
        return self.outcome

    def check_claim(self, claim: str, **kwargs) -> CheckedClaim:
        self._note("check_claim", claim, **kwargs)
        entry = claims()[0]
        return CheckedClaim(replace(entry.claim, text=claim), entry.verdict, entry.evidence)

    def search_claims(self, query: str, **kwargs) -> tuple[SearchResult, ...]:
        self._note("search_claims", query, **kwargs)
        return (
            SearchResult(
                kind="factcheck",
                id=FACTCHECK_ID,
                text="All 60 hangers were cracked.",
                similarity=0.93451,
                source="sennefacts.example",
                verdict=VerdictLabel.REFUTED,
                published_at=NOON,
            ),
        )

    def list_articles(self, **kwargs) -> tuple[tuple[Report, ...], str | None]:
        self._note("list_articles", **kwargs)
        return (report(),), None if kwargs["after"] else "2031-06-03T16:04:11+00:00#" + ARTICLE_ID

    def read_source(self, source: str) -> SourceRecord:
        self._note("read_source", source)
        if source != "unheard.example":
            raise NotFoundError("No article of this source is stored.")
        return SourceRecord(source, 7, 7, 40, 12, 3, 2, 1, NOW, NOW + timedelta(days=1))

    def take_feedback(self, claim_id, kind, comment, *, caller) -> Feedback:
        self._note("take_feedback", claim_id, kind, comment, caller=caller)
        return Feedback("fbk_" + "a" * 26, claim_id, kind, comment, NOW, caller.key_id)

    def withdraw_article(self, article_id: str, **kwargs) -> None:
        self._note("withdraw_article", article_id, **kwargs)
        if article_id != ARTICLE_ID:
            raise NotFoundError("No article is stored under this id.")

    def import_factchecks(self, reviews, *, in_time) -> ImportOutcome:
        self._note("import_factchecks", reviews, in_time=in_time())
        return ImportOutcome(len(reviews), 0)

    def import_feeds(self, *, in_time) -> tuple[FeedOutcome, ...]:
        self._note("import_feeds", in_time=in_time())
        return self.feeds

    def score_sentences(self, text: str) -> tuple[Sentence, ...]:
        self._note("score_sentences", text)
        return (Sentence(Span(0, text.index(".") + 1), 0.83449), Sentence(Span(text.index(".") + 2, len(text)), 0.1))

    def _job(self, name: str, job_id: str) -> None:
        self._note(name, job_id)
        if job_id in self.failing:
            raise self.failing[job_id]

    def analyze_job(self, job_id: str) -> None:
        self._job("analyze_job", job_id)

    def fetch_job(self, job_id: str) -> None:
        self._job("fetch_job", job_id)

    def abandon_job(self, job_id: str) -> None:
        self.abandoned.append(job_id)

    @property
    def cross_check(self) -> "FakeCrossCheck":
        return FakeCrossCheck(self)


class FakeCrossCheck:
    """Fails for the articles that the container was told of: on purpose, or as nobody expected."""

    def __init__(self, container: FakeContainer) -> None:
        self._container = container

    def __call__(self, change) -> None:
        self._container._job("cross_check", change.article_id)
        self._container.asked[-1] = ("cross_check", (change,), {})

    def batch(self, changes, *, in_time) -> dict[int, FactcheckError]:
        failing = {i: self._container.failing.get(change.article_id) for i, change in enumerate(changes)}
        for error in failing.values():
            if error is not None and not isinstance(error, FactcheckError):
                raise error
        self._container._note("cross_check_batch", *changes, in_time=in_time())
        return {i: error for i, error in failing.items() if error is not None}
