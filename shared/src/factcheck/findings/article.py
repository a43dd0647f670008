"""All checks inside one article."""

from factcheck.claims.article import ArticleReading
from factcheck.domain.values import Finding
from factcheck.findings.arithmetic import arithmetic_findings


def find_all(title: str | None, text: str, draft: ArticleReading) -> tuple[Finding, ...]:
    """The findings of an article, in reading order; `title` may be missing."""
    del title
    return arithmetic_findings(text, draft.sentences, draft.quantities)
