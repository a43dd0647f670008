"""Every HTTP operation once: where it is, which function answers, which scope it takes, what it may return.

The resolvers take the scopes from here, the local service dispatches by it, and the OpenAPI document, the tests and the
template are compared with it. Importing it costs next to nothing: `models` are named, not imported.
"""

from dataclasses import dataclass

READ = "read"
SUBMIT = "submit"
ADMIN = "admin"

JSON = "application/json"
LD_JSON = "application/ld+json"
HTML = "text/html"
PROBLEM = "application/problem+json"

DEFAULT_FUNCTION = "read_report"
"""Answers what no operation matches, so that an unknown route is a problem document too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One successful answer: `model` names a class of `factcheck.api.models` (None: no JSON body)."""

    description: str
    model: str | None = None
    media_types: tuple[str, ...] = (JSON,)
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `scope` None: open to all.

    `headers` and `query` name parameters that `factcheck.api.openapi` describes; `body` names a model for bodies that
    the handler reads itself.
    """

    method: str
    path: str
    function: str
    scope: str | None
    name: str
    summary: str
    answers: dict[int, Answer]
    problems: tuple[int, ...]
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    body: str | None = None

    @property
    def rule(self) -> str:
        """The path in the notation of Powertools."""
        return self.path.replace("{", "<").replace("}", ">")


_CALL = (401, 403, 429, 500, 503)
"""What every call that needs a key can end in."""
_BODY = (400, 413, 415, 422)
"""What every call with a JSON body can end in."""


def _problems(*statuses: int) -> tuple[int, ...]:
    return tuple(sorted({*statuses, *_CALL}))


ROUTES: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/articles",
        "submit_article",
        SUBMIT,
        "submit_article",
        "Analyse one article",
        {
            200: Answer("The same article was analysed before: its report as it stands now.", "ReportModel"),
            201: Answer("The report of a new article.", "ReportModel", headers=("Location",)),
            202: Answer(
                "Queued: the text is over 20,000 characters, or only a URL was given, or `Prefer: respond-async`.",
                "JobModel",
                headers=("Location", "Retry-After"),
            ),
        },
        _problems(*_BODY, 409),
        ("Idempotency-Key", "Prefer"),
    ),
    Operation(
        "POST",
        "/v1/articles/batch",
        "submit_article",
        SUBMIT,
        "submit_articles",
        "Queue up to 100 articles",
        {202: Answer("One entry for each article, in order: its job, or its problem.", "BatchModel")},
        _problems(*_BODY, 409),
        ("Idempotency-Key",),
        body="SubmitArticlesModel",
    ),
    Operation(
        "GET",
        "/v1/articles",
        "read_report",
        READ,
        "list_articles",
        "The articles of the common store, by when they were received, newest first",
        {200: Answer("A page of articles.", "ArticlesModel")},
        _problems(400, 422),
        query=("source", "from", "to", "cursor", "limit"),
    ),
    Operation(
        "GET",
        "/v1/articles/{id}/claimreview",
        "read_report",
        READ,
        "read_claimreview",
        "The claims with a verdict as schema.org ClaimReview",
        {
            200: Answer("An array of reviews.", "ClaimReviewsModel", (LD_JSON,), ("ETag",)),
            304: Answer("They have still the ETag that `If-None-Match` names.", None, (), ("ETag",)),
        },
        _problems(404, 413),
        ("If-None-Match",),
    ),
    Operation(
        "GET",
        "/v1/articles/{id}",
        "read_report",
        READ,
        "read_article",
        "The report of an article as it stands now",
        {
            200: Answer(
                "The report, as JSON or as a page; while its job has not ended well, with the job's status.",
                "ReportModel",
                (JSON, HTML),
                ("ETag", "Retry-After"),
            ),
            304: Answer("The report has still the ETag that `If-None-Match` names.", None, (), ("ETag",)),
        },
        _problems(404, 413),
        ("If-None-Match",),
    ),
    Operation(
        "DELETE",
        "/v1/articles/{id}",
        "withdraw_article",
        SUBMIT,
        "withdraw_article",
        "Withdraw an article of one's own; any article with the scope `admin`",
        {204: Answer("Withdrawn. Its weight in others' verdicts goes a moment later.", None, ())},
        _problems(404),
    ),
    Operation(
        "GET",
        "/v1/jobs/{id}",
        "read_report",
        SUBMIT,
        "read_job",
        "The progress of a job, its result or its problem",
        {200: Answer("The job.", "JobModel", headers=("Retry-After",))},
        _problems(404, 413),
    ),
    Operation(
        "DELETE",
        "/v1/jobs/{id}",
        "read_report",
        SUBMIT,
        "cancel_job",
        "Cancel a job of one's own",
        {204: Answer("Cancelled.", None, ())},
        _problems(404),
    ),
    Operation(
        "GET",
        "/v1/claims/search",
        "check_claim",
        READ,
        "search_claims",
        "Stored claims and published fact-checks nearest in meaning",
        {200: Answer("The nearest, best first.", "SearchResultsModel")},
        _problems(422),
        query=("q", "limit", "from", "to"),
    ),
    Operation(
        "GET",
        "/v1/claims/{id}",
        "read_report",
        READ,
        "read_claim",
        "One claim, its evidence, and the history of its verdict",
        {200: Answer("The claim.", "ClaimDossierModel")},
        _problems(404),
    ),
    Operation(
        "POST",
        "/v1/claims/check",
        "check_claim",
        READ,
        "check_claim",
        "Verdict and evidence for one statement; nothing is stored",
        {200: Answer("The verdict.", "CheckedClaimModel")},
        _problems(*_BODY),
    ),
    Operation(
        "POST",
        "/v1/sentences/score",
        "check_claim",
        READ,
        "score_sentences",
        "The check-worthiness of every sentence of a text; nothing is stored",
        {200: Answer("Every sentence, in order.", "ScoredSentencesModel")},
        _problems(*_BODY),
    ),
    Operation(
        "GET",
        "/v1/sources/{domain}",
        "read_report",
        READ,
        "read_source",
        "What is stored about an outlet",
        {200: Answer("The outlet's record.", "SourceModel")},
        _problems(404),
    ),
    Operation(
        "POST",
        "/v1/feedback",
        "take_feedback",
        READ,
        "take_feedback",
        "Report what is wrong with a claim or its verdict; kept for the operator",
        {202: Answer("Kept.", "FeedbackTakenModel")},
        _problems(*_BODY, 404),
    ),
    Operation(
        "POST",
        "/v1/factchecks",
        "import_factchecks",
        ADMIN,
        "import_factchecks",
        "Import published fact-checks: a ClaimReview, an array of them, an ItemList or a DataFeed",
        {200: Answer("How many were new, were there before, or cannot be used.", "ImportedModel")},
        _problems(*_BODY),
        body="ClaimReviewFeedModel",
    ),
    Operation(
        "GET",
        "/health",
        "read_report",
        None,
        "health",
        "Liveness and versions",
        {200: Answer("The service runs.", "HealthModel")},
        (500,),
    ),
    Operation(
        "GET",
        "/openapi.json",
        "read_report",
        None,
        "openapi",
        "This document",
        {200: Answer("OpenAPI 3.1.", "OpenApiModel")},
        (500,),
    ),
    Operation(
        "GET",
        "/docs",
        "read_report",
        None,
        "docs",
        "Interactive documentation",
        {200: Answer("A page that needs no other file.", None, (HTML,))},
        (500,),
    ),
)

_BY_NAME = {operation.name: operation for operation in ROUTES}
_BY_RULE = {(operation.method, operation.path): operation for operation in ROUTES}


def operation(name: str) -> Operation:
    """The operation of this name.

    Raises:
        KeyError: there is none.
    """
    return _BY_NAME[name]


def find(method: str, path: str) -> Operation | None:
    """The operation at this path template (`/v1/articles/{id}`)."""
    return _BY_RULE.get((method, path))
