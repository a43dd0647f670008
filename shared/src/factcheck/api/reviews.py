"""A report as schema.org `ClaimReview` JSON-LD, for search engines and for other fact-checkers.

https://developers.google.com/search/docs/appearance/structured-data/factcheck
"""

import json
from typing import Any

from factcheck.domain.values import ArticleHeader, ClaimReport, Evidence, Report, VerdictLabel

PUBLISHER = "Fact-check API"

_BEST, _WORST = 5, 1
_STARS = {VerdictLabel.REFUTED: 1, VerdictLabel.CONFLICTING: 3, VerdictLabel.SUPPORTED: 5}
"""A claim without enough evidence has no verdict to review."""


def reviews_json(report: Report, base: str) -> str:
    """An array with one review for each claim that sources support, refute or disagree about.

    Args:
        report: As it stands.
        base: Scheme and host under which the service is reached; reviews name the report's page there.
    """
    header = report.article.header
    reviews = [_review(entry, header, base) for entry in report.claims if entry.verdict.label in _STARS]
    return json.dumps(reviews, ensure_ascii=False, separators=(",", ":"))


def _review(entry: ClaimReport, header: ArticleHeader, base: str) -> dict[str, Any]:
    verdict, claim = entry.verdict, entry.claim
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"{base}/v1/claims/{claim.id}",
        "url": f"{base}/v1/articles/{header.id}",
        "datePublished": verdict.as_of.date().isoformat(),
        "author": {"@type": "Organization", "name": PUBLISHER, "url": base},
        "claimReviewed": claim.standalone,
        "itemReviewed": _without_nulls(
            {
                "@type": "Claim",
                "text": claim.text,
                "datePublished": None if header.published_at is None else header.published_at.date().isoformat(),
                # The voice nearest to the claim; without one it is the outlet's own.
                "author": {"@type": "Thing", "name": claim.attribution[-1].source}
                if claim.attribution
                else {"@type": "Organization", "name": header.source},
                "appearance": _without_nulls(
                    {
                        "@type": "NewsArticle",
                        "headline": header.title,
                        "url": header.url,
                        "publisher": {"@type": "Organization", "name": header.source},
                    }
                ),
            }
        ),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": _STARS[verdict.label],
            "bestRating": _BEST,
            "worstRating": _WORST,
            "alternateName": verdict.label.value,
            "ratingExplanation": verdict.explanation,
        },
        "citation": [_citation(each) for each in entry.evidence],
    }


def _citation(evidence: Evidence) -> dict[str, Any]:
    return _without_nulls(
        {
            "@type": "Quotation",
            "text": evidence.text,
            "isPartOf": _without_nulls(
                {
                    "@type": "NewsArticle",
                    "headline": evidence.title,
                    "url": evidence.url,
                    "datePublished": None
                    if evidence.published_at is None
                    else evidence.published_at.date().isoformat(),
                    "publisher": None
                    if evidence.source is None
                    else {"@type": "Organization", "name": evidence.source},
                }
            ),
        }
    )


def _without_nulls(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
