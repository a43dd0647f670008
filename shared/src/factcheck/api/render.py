"""Domain values → what API.md shows. Pure: the same report gives the same bytes."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from factcheck.api.health import shown_versions
from factcheck.api.models import (
    ArticleModel,
    ArticlesModel,
    AttributionModel,
    BaseQuantityModel,
    CheckedClaimModel,
    ClaimArticleModel,
    ClaimDossierModel,
    ClaimLinksModel,
    ClaimModel,
    DateModel,
    EntityModel,
    EvidenceModel,
    FindingModel,
    JobLinksModel,
    JobModel,
    ListedArticleModel,
    LoadedWordModel,
    ProblemModel,
    ProgressModel,
    QuantityModel,
    ReportLinksModel,
    ReportModel,
    ScoredSentenceModel,
    ScoredSentencesModel,
    SearchResultModel,
    SearchResultsModel,
    SentenceModel,
    SourceModel,
    SpanModel,
    SummaryModel,
    VerdictChangeModel,
    VerdictModel,
    VersionsModel,
    WarningModel,
)
from factcheck.api.problems import Problem
from factcheck.domain.errors import FetchError
from factcheck.domain.factchecks import SearchResult
from factcheck.domain.feedback import SourceRecord
from factcheck.domain.plurals import shown_unit
from factcheck.domain.values import (
    CheckedClaim,
    Claim,
    ClaimDossier,
    ClaimReport,
    Evidence,
    Job,
    JobProblem,
    JobStatus,
    Notice,
    Provenance,
    Quantity,
    Report,
    Sentence,
    Span,
    Verdict,
    VerdictLabel,
)

CHECKWORTHY = 0.5
"""API.md: "0.5 and above = worth a fact-checker's time"."""


_UNDONE = {
    JobStatus.QUEUED: "This article waits to be analysed.",
    JobStatus.RUNNING: "This article is being analysed.",
    JobStatus.FAILED: "This article could not be analysed.",
}


def article_path(article_id: str) -> str:
    """Where a report is read."""
    return f"/v1/articles/{article_id}"


def job_path(job_id: str) -> str:
    """Where a job is read."""
    return f"/v1/jobs/{job_id}"


def claim_path(claim_id: str) -> str:
    """Where a claim is read."""
    return f"/v1/claims/{claim_id}"


def report_model(report: Report, *, stored: bool = True) -> ReportModel:
    """The report; one that is not `stored` links nowhere."""
    header = report.article.header
    claims = [_claim(c) for c in report.claims]
    own = article_path(header.id) if stored else None
    complete = report.status is JobStatus.COMPLETE
    return ReportModel(
        id=header.id,
        status=report.status,
        problem=None if report.problem is None else _job_problem(report.problem),
        article=ArticleModel(
            title=header.title,
            source=header.source,
            url=header.url,
            published_at=header.published_at,
            received_at=header.received_at,
            language=header.language,
            characters=header.characters,
            words=header.words,
            origin=report.origin.id,
            copy_of=report.origin.copy_of,
            text=report.article.text if header.provenance is Provenance.FETCHED and complete else None,
        ),
        summary=_summary(report, claims),
        claims=claims,
        sentences=_sentences(report),
        findings=[
            FindingModel(
                kind=f.kind,
                place="title" if f.place == "title" else "text",
                span=_span(f.span),
                message=f.message,
                related=[_span(r) for r in f.related],
            )
            for f in report.reading.findings
        ],
        loaded_language=[
            LoadedWordModel(text=w.text, span=_span(w.span), kind=w.kind) for w in report.reading.loaded_language
        ],
        warnings=_warnings(report.notices),
        versions=versions_model(report.versions),
        links=ReportLinksModel(own=own, html=own, claimreview=None if own is None else f"{own}/claimreview"),
    )


def report_json(report: Report, *, stored: bool = True) -> str:
    """The report as JSON: the body of the answer, and what a job keeps or a callback sends."""
    model = report_model(report, stored=stored)
    return model.model_dump_json(exclude={"problem"} if model.problem is None else None)


def dossier_model(dossier: ClaimDossier) -> ClaimDossierModel:
    """One claim with its article and the history of its verdict."""
    header = dossier.article
    claim = _claim(dossier.claim)
    return ClaimDossierModel(
        **{name: getattr(claim, name) for name in ClaimModel.model_fields},
        article=ClaimArticleModel(
            id=header.id,
            title=header.title,
            source=header.source,
            url=header.url,
            published_at=header.published_at,
            received_at=header.received_at,
        ),
        history=[
            VerdictChangeModel(
                at=change.after.as_of,
                caused_by=change.caused_by,
                before=None if change.before is None else _verdict(change.before),
                after=_verdict(change.after),
            )
            for change in dossier.history
        ],
        links=ClaimLinksModel(own=claim_path(claim.id), article=article_path(header.id)),
    )


def job_model(job: Job, kept_report: str | None = None) -> JobModel:
    """A job; `kept_report` is the JSON that no stored article can answer for."""
    return JobModel(
        id=job.id,
        status=job.status,
        article_id=job.article_id,
        progress=ProgressModel(stage=job.stage, done=job.done, total=job.total),
        problem=None if job.problem is None else _job_problem(job.problem),
        report=None if kept_report is None else json.loads(kept_report),
        created_at=job.created_at,
        expires_at=job.expires_at,
        links=JobLinksModel(
            own=job_path(job.id), article=None if job.article_id is None else article_path(job.article_id)
        ),
    )


def checked_claim_model(checked: CheckedClaim) -> CheckedClaimModel:
    """The verdict on one statement."""
    return CheckedClaimModel(
        claim=checked.claim.text,
        verdict=_verdict(checked.verdict),
        evidence=[_evidence(e) for e in checked.evidence],
        quantities=[_quantity(q) for q in checked.claim.quantities],
        warnings=_warnings(checked.notices),
    )


def scored_sentences_model(text: str, sentences: Iterable[Sentence]) -> ScoredSentencesModel:
    """The sentences of `text`, in order."""
    return ScoredSentencesModel(
        sentences=[
            ScoredSentenceModel(text=s.span.of(text), span=_span(s.span), checkworthiness=s.checkworthiness)
            for s in sentences
        ]
    )


def articles_model(reports: Iterable[Report], cursor: str | None) -> ArticlesModel:
    """A page of the listing."""
    shown = (report_model(report) for report in reports)
    return ArticlesModel(
        articles=[
            ListedArticleModel(id=m.id, status=m.status, article=m.article, summary=m.summary, links=m.links)
            for m in shown
        ],
        next=cursor,
    )


def source_model(record: SourceRecord) -> SourceModel:
    """An outlet's record."""
    return SourceModel(
        source=record.source,
        articles=record.articles,
        counted=record.counted,
        claims=record.claims,
        corroborated=record.corroborated,
        refuted=record.refuted,
        conflicting=record.conflicting,
        copied=record.copied,
        first_received_at=record.first_received_at,
        last_received_at=record.last_received_at,
    )


def search_model(results: Iterable[SearchResult]) -> SearchResultsModel:
    """What a search found."""
    return SearchResultsModel(
        results=[
            SearchResultModel(
                kind="factcheck" if r.kind == "factcheck" else "claim",
                id=r.id,
                text=r.text,
                similarity=r.similarity,
                source=r.source,
                url=r.url,
                title=r.title,
                published_at=r.published_at,
                verdict=r.verdict,
            )
            for r in results
        ],
        next=None,
    )


def versions_model(versions: Mapping[str, str]) -> VersionsModel:
    """The pipeline's version apart from those of the models."""
    return VersionsModel(**shown_versions(versions))


def headline(claims: int, checkworthy: int, verdicts: dict[VerdictLabel, int], findings: int) -> str:
    """The summary as one plain sentence."""
    if claims == 0:
        sentence = "No factual claim was found"
    else:
        worth = "none of them worth checking" if checkworthy == 0 else f"{checkworthy} worth checking"
        outcomes = [
            f"{verdicts[label]} {words}"
            for label, words in (
                (VerdictLabel.SUPPORTED, "supported by other sources"),
                (VerdictLabel.REFUTED, "refuted"),
                (VerdictLabel.CONFLICTING, "with conflicting evidence"),
            )
            if verdicts[label]
        ]
        told = ", ".join(outcomes) or "no other source in the store speaks about " + ("it" if claims == 1 else "them")
        sentence = f"{_count(claims, 'claim')}, {worth}: {told}"
    if findings:
        sentence += f"; {_count(findings, 'problem')} inside the article itself"
    return sentence + "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _summary(report: Report, claims: list[ClaimModel]) -> SummaryModel:
    counted = Counter(c.verdict.label for c in report.claims)
    verdicts = {label: counted[label] for label in VerdictLabel}
    checkworthy = sum(c.checkworthiness >= CHECKWORTHY for c in claims)
    findings = len(report.reading.findings)
    return SummaryModel(
        claims=len(claims),
        checkworthy=checkworthy,
        verdicts=verdicts,
        findings=findings,
        headline=_UNDONE.get(report.status) or headline(len(claims), checkworthy, verdicts, findings),
    )


def _sentences(report: Report) -> list[SentenceModel]:
    ordered = sorted((c.claim for c in report.claims), key=lambda claim: claim.span)
    rendered = []
    first = 0
    for sentence in report.reading.sentences:
        # Both lists run through the text, so claims that end before this sentence are never looked at again.
        while first < len(ordered) and ordered[first].span.end <= sentence.span.start:
            first += 1
        within = []
        for claim in ordered[first:]:
            if claim.span.start >= sentence.span.end:
                break
            if claim.span.overlap(sentence.span):
                within.append(claim.id)
        rendered.append(
            SentenceModel(span=_span(sentence.span), checkworthiness=sentence.checkworthiness, claim_ids=within)
        )
    return rendered


def _claim(entry: ClaimReport) -> ClaimModel:
    claim: Claim = entry.claim
    return ClaimModel(
        id=claim.id,
        text=claim.text,
        span=_span(claim.span),
        standalone=claim.standalone,
        type=claim.type,
        checkworthiness=claim.checkworthiness,
        certainty=claim.certainty,
        attribution=[
            AttributionModel(source=a.source, kind=a.kind, cue=a.cue, span=_span(a.span)) for a in claim.attribution
        ],
        quantities=[_quantity(q) for q in claim.quantities],
        dates=[DateModel(text=d.text, start=d.start, end=d.end, span=_span(d.span)) for d in claim.dates],
        entities=[EntityModel(text=e.text, kind=e.kind, span=_span(e.span)) for e in claim.entities],
        verdict=_verdict(entry.verdict),
        evidence=[_evidence(e) for e in entry.evidence],
    )


def _quantity(quantity: Quantity) -> QuantityModel:
    base = quantity.base
    return QuantityModel(
        text=quantity.text,
        value=quantity.value,
        unit=shown_unit(quantity),
        approximate=quantity.approximate,
        bound=quantity.bound,
        low=quantity.low,
        high=quantity.high,
        base=None if base is None else BaseQuantityModel(value=base.value, unit=base.unit),
        span=_span(quantity.span),
    )


def _verdict(verdict: Verdict) -> VerdictModel:
    return VerdictModel(
        label=verdict.label,
        confidence=verdict.confidence,
        supporting=verdict.supporting,
        refuting=verdict.refuting,
        decided_by=verdict.decided_by,
        explanation=verdict.explanation,
        as_of=verdict.as_of,
    )


def _evidence(evidence: Evidence) -> EvidenceModel:
    return EvidenceModel(
        stance=evidence.stance,
        confidence=evidence.confidence,
        kind=evidence.kind,
        text=evidence.text,
        span=None if evidence.span is None else _span(evidence.span),
        article_id=evidence.article_id,
        claim_id=evidence.claim_id,
        origin=evidence.origin,
        provenance=evidence.provenance,
        title=evidence.title,
        source=evidence.source,
        url=evidence.url,
        published_at=evidence.published_at,
        reason=evidence.reason,
    )


def _warnings(notices: Iterable[Notice]) -> list[WarningModel]:
    return [WarningModel(code=n.code, detail=n.detail) for n in notices]


def _span(span: Span) -> SpanModel:
    return SpanModel(start=span.start, end=span.end)


def _job_problem(problem: JobProblem) -> ProblemModel:
    # A job fails for what lies behind its URL, or for a fault of ours.
    status = 422 if problem.code == FetchError.code else 500
    return ProblemModel.model_validate(Problem(status, problem.code, problem.detail).document())
