"""All checks inside one article."""

from factcheck.claims.article import ArticleReading
from factcheck.domain.values import Finding
from factcheck.findings.arithmetic import arithmetic_findings
from factcheck.findings.headline import headline_findings


def find_all(title: str | None, text: str, draft: ArticleReading) -> tuple[Finding, ...]:
    """The findings of an article: those of the title first, then in reading order; `title` may be missing."""
    headline = headline_findings(title, text, draft.sentences, draft.quantities) if title else ()
    return headline + arithmetic_findings(text, draft.sentences, draft.quantities)
