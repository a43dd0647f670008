"""All checks inside one article."""

from factcheck.claims.article import ArticleReading
from factcheck.domain.values import Finding
from factcheck.findings.arithmetic import arithmetic_findings
from factcheck.findings.contradiction import contradiction_findings
from factcheck.findings.headline import headline_findings
from factcheck.findings.misattribution import misattribution_findings
from factcheck.findings.statements import statements


def find_all(title: str | None, text: str, draft: ArticleReading) -> tuple[Finding, ...]:
    """The findings of an article: those of the title first, then in reading order; `title` may be missing."""
    headline = headline_findings(title, text, draft.sentences, draft.quantities) if title else ()
    told = statements(text, draft)
    inside = (
        *arithmetic_findings(text, draft.sentences, draft.quantities),
        *misattribution_findings(told),
        *contradiction_findings(text, told),
    )
    return headline + tuple(sorted(inside, key=lambda finding: finding.span.start))
