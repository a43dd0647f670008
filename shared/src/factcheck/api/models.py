"""Requests and responses as API.md names them.

Requests are strict and refuse unknown fields. Responses keep the order of their fields, so that the same report is the
same bytes.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    RootModel,
    StrictBool,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from factcheck.domain.feedback import FeedbackKind
from factcheck.domain.values import (
    Bound,
    Certainty,
    ClaimType,
    EvidenceKind,
    FindingKind,
    JobStatus,
    Provenance,
    ProvidedEvidence,
    SpeechKind,
    Stance,
    Submission,
    VerdictLabel,
)
from factcheck.sources.domains import registrable_domain

MAX_TEXT = 200_000
MAX_CLAIM = 5_000
MAX_EVIDENCE_TEXT = 50_000
MAX_EVIDENCE = 50
MAX_TITLE = 1_000
MAX_URL = 2_048
MAX_BATCH = 100
MAX_COMMENT = 2_000
MAX_SOURCE = 253
"""The longest domain name there is (RFC 1035)."""

UNKNOWN_SOURCE = "unknown"

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?")
_OFFSET = re.compile(r".*([Zz]|[+-]\d\d:?\d\d)")
_DOMAIN = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+\.?")
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")


def _without_nulls(value: str) -> str:
    if "\0" in value:
        raise ValueError("It must not contain null characters.")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("It holds nothing but white space.")
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or _NOT_IN_URL.search(value):
        raise ValueError("It must be an absolute http or https URL.")
    return value


def _outlet(value: str) -> str:
    name = " ".join(value.split())
    if not name:
        raise ValueError("It must name an outlet, or be left out.")
    if name.lower() == UNKNOWN_SOURCE:
        return UNKNOWN_SOURCE
    if _DOMAIN.fullmatch(name):
        return name.lower().removesuffix(".").removeprefix("www.")
    return name


def outlet_name(value: str) -> str:
    """An outlet as articles are stored under it; what names none is left as it is, and finds nothing."""
    try:
        return _outlet(value)
    except ValueError:
        return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        raise ValueError("It must be a date and time such as 2031-03-02T08:00:00Z.")
    if not _OFFSET.fullmatch(value[10:]):
        raise ValueError("It needs a UTC offset, such as the Z of 2031-03-02T08:00:00Z.")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("There is no such date and time.") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def shown_time(moment: datetime) -> str:
    """RFC 3339 in UTC, with milliseconds only where there are some."""
    moment = moment.astimezone(UTC)
    timespec = "milliseconds" if moment.microsecond >= 1000 else "seconds"  # noqa: PLR2004 - a millisecond
    return moment.replace(tzinfo=None).isoformat(timespec=timespec) + "Z"


def _shown_date(day: date) -> str:
    return day.isoformat()


_NoNulls = AfterValidator(_without_nulls)
_NotBlank = AfterValidator(_not_blank)

Text: TypeAlias = Annotated[StrictStr, Field(min_length=1, max_length=MAX_TEXT), _NoNulls, _NotBlank]
Statement: TypeAlias = Annotated[StrictStr, Field(min_length=1, max_length=MAX_CLAIM), _NoNulls, _NotBlank]
EvidenceText: TypeAlias = Annotated[StrictStr, Field(min_length=1, max_length=MAX_EVIDENCE_TEXT), _NoNulls, _NotBlank]
Title: TypeAlias = Annotated[StrictStr, Field(max_length=MAX_TITLE), _NoNulls]
WebAddress: TypeAlias = Annotated[
    StrictStr, Field(max_length=MAX_URL, json_schema_extra={"format": "uri"}), AfterValidator(_web_address)
]
Outlet: TypeAlias = Annotated[StrictStr, Field(max_length=MAX_SOURCE), _NoNulls, AfterValidator(_outlet)]
Language: TypeAlias = Annotated[
    StrictStr, Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", description="A BCP 47 tag.")
]
Moment: TypeAlias = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProvidedEvidenceModel(_Request):
    """A source that the caller brings. It is used for this answer only and not stored."""

    text: EvidenceText
    title: Title | None = None
    url: WebAddress | None = None
    source: Outlet | None = None
    published_at: Moment | None = None

    def value(self) -> ProvidedEvidence:
        """The domain's value; `source` defaults to the registrable domain of `url`."""
        source = self.source or (registrable_domain(self.url) if self.url else None)
        return ProvidedEvidence(self.text, self.title, self.url, source, self.published_at)


Evidences: TypeAlias = Annotated[list[ProvidedEvidenceModel], Field(max_length=MAX_EVIDENCE)]


class SubmitArticleModel(_Request):
    """An article to analyse: its text, or a URL to fetch it from."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"anyOf": [{"required": ["text"]}, {"required": ["url"]}]},
    )

    text: Text | None = Field(None, description="The article's body. Spans in the report count its code points.")
    title: Title | None = None
    url: WebAddress | None = Field(None, description="Where it was published; alone, the service fetches it.")
    source: Outlet | None = Field(
        None, description="The outlet, best as a domain. Default: the registrable domain of `url`, else `unknown`."
    )
    published_at: Moment | None = None
    language: Language | None = None
    store: StrictBool = Field(True, description="false: analyse and compare, keep nothing.")
    evidence: Evidences = Field(default_factory=list)
    callback_url: WebAddress | None = Field(None, description="POSTed the finished report, signed.")

    @model_validator(mode="after")
    def _text_or_url(self) -> Self:
        if self.text is None and self.url is None:
            raise ValueError("Give the article's text, or a url to fetch it from.")
        return self

    def submission(self) -> Submission:
        """What the use-case takes."""
        source = self.source or (registrable_domain(self.url) if self.url else None) or UNKNOWN_SOURCE
        return Submission(
            text=self.text,
            title=self.title or None,
            url=self.url,
            source=source,
            published_at=self.published_at,
            language=self.language,
            store=self.store,
            evidence=tuple(e.value() for e in self.evidence),
            callback_url=self.callback_url,
        )


class CheckClaimModel(_Request):
    """One statement to check."""

    claim: Statement
    published_at: Moment | None = Field(None, description="The date that the statement speaks from. Default: now.")
    evidence: Evidences = Field(default_factory=list)


class ScoreSentencesModel(_Request):
    """A text whose sentences are to be scored."""

    text: Text


class SubmitArticlesModel(_Request):
    """Articles to queue."""

    articles: list[SubmitArticleModel] = Field(min_length=1, max_length=MAX_BATCH)


class FeedbackModel(_Request):
    """What is wrong with a claim or its verdict."""

    claim_id: Annotated[StrictStr, Field(min_length=1, max_length=64, examples=["clm_…"])]
    kind: FeedbackKind
    comment: Annotated[StrictStr, Field(max_length=MAX_COMMENT), _NoNulls] | None = None


class ClaimReviewModel(BaseModel):
    """schema.org `ClaimReview`: what is read of it. Other members are ignored."""

    model_config = ConfigDict(extra="allow", title="ClaimReview")

    kind: Literal["ClaimReview"] = Field(alias="@type")
    claimReviewed: str = Field(description="The statement that was checked.")  # noqa: N815 - schema.org's name
    url: str | None = Field(None, description="The review's address.")
    name: str | None = None
    headline: str | None = None
    description: str | None = None
    datePublished: str | None = Field(None, description="ISO 8601.")  # noqa: N815
    author: dict[str, Any] | None = Field(None, description="Who checked it: `name`, `url`.")
    itemReviewed: dict[str, Any] | None = Field(None, description="`author`: who made the statement.")  # noqa: N815
    reviewRating: dict[str, Any] | None = Field(  # noqa: N815
        None, description="`alternateName` in words; or `ratingValue` with `bestRating` and `worstRating`."
    )


class ClaimReviewFeedModel(RootModel[ClaimReviewModel | list[ClaimReviewModel] | dict[str, Any]]):
    """A ClaimReview, an array of them, an `ItemList` or a `DataFeed`; up to 500 reviews."""


Score: TypeAlias = Annotated[float, Field(ge=0, le=1), AfterValidator(lambda value: round(value, 3))]
ShownTime: TypeAlias = Annotated[
    datetime, PlainSerializer(shown_time, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
ShownDate: TypeAlias = Annotated[
    date, PlainSerializer(_shown_date, return_type=str), WithJsonSchema({"type": "string", "format": "date"})
]


class _Response(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class SpanModel(_Response):
    """`text[start:end]`, counted in Unicode code points."""

    start: int
    end: int


class AttributionModel(_Response):
    """Who says it; outermost first."""

    source: str
    kind: SpeechKind
    cue: str
    span: SpanModel


class BaseQuantityModel(_Response):
    """The figure in base units."""

    value: float
    unit: str


class QuantityModel(_Response):
    """A figure and what it counts."""

    text: str
    value: float
    unit: str
    approximate: bool
    bound: Bound
    low: float | None
    high: float | None
    base: BaseQuantityModel | None
    span: SpanModel


class DateModel(_Response):
    """A date or range of dates, both ends included."""

    text: str
    start: ShownDate
    end: ShownDate
    span: SpanModel


class EntityModel(_Response):
    """A name."""

    text: str
    kind: str
    span: SpanModel


class VerdictModel(_Response):
    """The judgement; `supporting` and `refuting` count independent sources, not articles."""

    label: VerdictLabel
    confidence: Score
    supporting: int
    refuting: int
    decided_by: str
    explanation: str
    as_of: ShownTime


class EvidenceModel(_Response):
    """A verbatim quotation with what it does to the claim."""

    stance: Stance
    confidence: Score
    kind: EvidenceKind
    text: str
    span: SpanModel | None
    article_id: str | None
    claim_id: str | None
    origin: str | None
    provenance: Provenance
    title: str | None
    source: str | None
    url: str | None
    published_at: ShownTime | None
    reason: str


class ClaimModel(_Response):
    """One factual claim, its verdict and the evidence for it, best first."""

    id: str
    text: str
    span: SpanModel
    standalone: str
    type: ClaimType
    checkworthiness: Score
    certainty: Certainty
    attribution: list[AttributionModel]
    quantities: list[QuantityModel]
    dates: list[DateModel]
    entities: list[EntityModel]
    verdict: VerdictModel
    evidence: list[EvidenceModel]


class SentenceModel(_Response):
    """One sentence and the claims in it."""

    span: SpanModel
    checkworthiness: Score
    claim_ids: list[str]


class FindingModel(_Response):
    """Something wrong inside the article itself."""

    kind: FindingKind
    place: Literal["title", "text"] = Field(alias="in")
    span: SpanModel
    message: str
    related: list[SpanModel]


class LoadedWordModel(_Response):
    """A word that judges."""

    text: str
    span: SpanModel
    kind: str


class WarningModel(_Response):
    """Something the reader should know; the answer is complete without it."""

    code: str
    detail: str


class ArticleModel(_Response):
    """What is known about the article. `text` is given only where the service fetched it by URL."""

    title: str | None
    source: str
    url: str | None
    published_at: ShownTime | None
    received_at: ShownTime
    language: str | None
    characters: int
    words: int
    origin: str
    copy_of: str | None
    text: str | None


class SummaryModel(_Response):
    """The report in figures and in one plain sentence."""

    claims: int
    checkworthy: int
    verdicts: dict[VerdictLabel, int]
    findings: int
    headline: str


class VersionsModel(_Response):
    """What the report was made with."""

    pipeline: str
    models: dict[str, str]


class ReportLinksModel(_Response):
    """Where to go on; None where there is nothing to go to."""

    own: str | None = Field(alias="self")
    html: str | None
    claimreview: str | None


class ErrorModel(_Response):
    """One field that cannot be used, and why."""

    location: list[str | int]
    message: str


class ProblemModel(_Response):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[ErrorModel] | None = None


class ReportModel(_Response):
    """The whole report of an article."""

    id: str
    status: Annotated[JobStatus, Field(description="Anything but complete: there is nothing but `article` yet.")]
    problem: Annotated[ProblemModel | None, Field(description="Why it failed; only then.")] = None
    article: ArticleModel
    summary: SummaryModel
    claims: list[ClaimModel]
    sentences: list[SentenceModel]
    findings: list[FindingModel]
    loaded_language: list[LoadedWordModel]
    warnings: list[WarningModel]
    versions: VersionsModel
    links: ReportLinksModel


class ClaimArticleModel(_Response):
    """The article that a claim stands in."""

    id: str
    title: str | None
    source: str
    url: str | None
    published_at: ShownTime | None
    received_at: ShownTime


class VerdictChangeModel(_Response):
    """One step in the history of a verdict, oldest first: which article's arrival or withdrawal caused it."""

    at: ShownTime
    caused_by: str
    before: VerdictModel | None
    after: VerdictModel


class ClaimLinksModel(_Response):
    """Where to go on."""

    own: str = Field(alias="self")
    article: str


class ClaimDossierModel(ClaimModel):
    """One claim with the article it stands in and how its verdict came about."""

    article: ClaimArticleModel
    history: list[VerdictChangeModel]
    links: ClaimLinksModel


class ProgressModel(_Response):
    """What is being done; `done` of `total` steps."""

    stage: str
    done: int
    total: int


class JobLinksModel(_Response):
    """The job itself and, once its text is known, the report."""

    own: str = Field(alias="self")
    article: str | None


class JobModel(_Response):
    """A queued analysis."""

    id: str
    status: JobStatus
    article_id: str | None
    progress: ProgressModel
    problem: ProblemModel | None
    report: Annotated[
        dict[str, Any] | None,
        WithJsonSchema({"anyOf": [{"$ref": "#/components/schemas/ReportModel"}, {"type": "null"}]}),
        Field(description="Given where no stored article can answer for it: `store: false`, or evidence of one's own."),
    ]
    created_at: ShownTime
    expires_at: ShownTime
    links: JobLinksModel


class CheckedClaimModel(_Response):
    """The verdict on one statement."""

    claim: str
    verdict: VerdictModel
    evidence: list[EvidenceModel]
    quantities: list[QuantityModel]
    warnings: list[WarningModel]


class ScoredSentenceModel(_Response):
    """One sentence with its check-worthiness."""

    text: str
    span: SpanModel
    checkworthiness: Score


class ScoredSentencesModel(_Response):
    """Every sentence of the text, in order."""

    sentences: list[ScoredSentenceModel]


class SearchResultModel(_Response):
    """A stored claim or a published fact-check; `similarity` is the chance that it is what was asked for."""

    kind: Literal["claim", "factcheck"]
    id: str
    text: str
    similarity: Score
    source: str
    url: str | None
    title: str | None
    published_at: ShownTime | None
    verdict: VerdictLabel


class SearchResultsModel(_Response):
    """What was found, best first."""

    results: list[SearchResultModel]
    next: None = Field(description="There are no further pages: ask for more with `limit`.")


class RejectedModel(_Response):
    """A review that cannot be used: its place in the request, from 0."""

    index: int
    reason: str


class ImportedModel(_Response):
    """What became of the reviews; one that has changed since counts as imported."""

    imported: int
    unchanged: int
    rejected: list[RejectedModel]


class BatchProblemModel(_Response):
    """Why one article of a batch was not taken."""

    problem: ProblemModel


class BatchModel(_Response):
    """One entry for each article, in order."""

    jobs: list[JobModel | BatchProblemModel]


class ListedArticleModel(_Response):
    """An article and its summary."""

    id: str
    status: JobStatus
    article: ArticleModel
    summary: SummaryModel
    links: ReportLinksModel


class ArticlesModel(_Response):
    """A page; `next` is the cursor of the one after it."""

    articles: list[ListedArticleModel]
    next: str | None


class SourceModel(_Response):
    """What is stored about an outlet; claims and verdicts are those of its `counted` newest articles."""

    source: str
    articles: int
    counted: int
    claims: int
    corroborated: int
    refuted: int
    conflicting: int
    copied: int = Field(description="Articles that are copies of an earlier one.")
    first_received_at: ShownTime
    last_received_at: ShownTime


class FeedbackTakenModel(_Response):
    """What was kept."""

    id: str
    claim_id: str
    kind: FeedbackKind


class ClaimReviewsModel(RootModel[list[ClaimReviewModel]]):
    """schema.org `ClaimReview`s."""


class HealthModel(_Response):
    """Liveness and versions."""

    status: Literal["ok"]
    versions: VersionsModel


class OpenApiModel(BaseModel):
    """An OpenAPI document."""

    model_config = ConfigDict(extra="allow")

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
