"""Examples for the API's description. The news in them is made up."""

from typing import Any

_ARTICLE = "art_k2m5q7t3x6b4n2p5r7s3v6w4y2"
_OTHER = "art_c3d5f7h2j4l6n3p5r7t2v4x6z2"
_TEXT = (
    "The footbridge over the Senne at Varlow has been shut since Monday. "
    "Inspectors found cracks in 14 of its 60 hangers, harbour engineer Tomas Eklund said."
)
_CLAIM = "Inspectors found cracks in 14 of its 60 hangers, harbour engineer Tomas Eklund said."
_START = _TEXT.index(_CLAIM)
_QUOTE = "Cracks were found in 14 of the bridge's 60 hangers, the harbour office confirmed."


def _span(words: str) -> dict[str, int]:
    start = _TEXT.index(words)
    return {"start": start, "end": start + len(words)}


_VERDICT: dict[str, Any] = {
    "label": "Supported",
    "confidence": 0.81,
    "supporting": 1,
    "refuting": 0,
    "decided_by": "sources",
    "explanation": "1 independent source supports the claim; none refutes it.",
    "as_of": "2031-06-04T09:12:40Z",
}
_EVIDENCE: dict[str, Any] = {
    "stance": "supports",
    "confidence": 0.88,
    "kind": "article",
    "text": _QUOTE,
    "span": {"start": 0, "end": len(_QUOTE)},
    "article_id": _OTHER,
    "claim_id": f"clm_{_OTHER.removeprefix('art_')}_0",
    "origin": f"org_{_OTHER.removeprefix('art_')}",
    "provenance": "caller",
    "title": "Harbour office confirms bridge damage",
    "source": "sennepost.example",
    "url": "https://sennepost.example/bridge-damage",
    "published_at": "2031-06-04T06:30:00Z",
    "reason": "both give 14 of 60 hangers",
}
_QUANTITY: dict[str, Any] = {
    "text": "14 of its 60 hangers",
    "value": 14.0,
    "unit": "hangers",
    "approximate": False,
    "bound": "exact",
    "low": None,
    "high": None,
    "base": None,
    "span": _span("14 of its 60 hangers"),
}
_REPORT: dict[str, Any] = {
    "id": _ARTICLE,
    "status": "complete",
    "article": {
        "title": "Varlow footbridge shut after cracks found",
        "source": "varlowmail.example",
        "url": "https://varlowmail.example/news/footbridge",
        "published_at": "2031-06-03T16:00:00Z",
        "received_at": "2031-06-03T16:04:11Z",
        "language": "en",
        "characters": len(_TEXT),
        "words": len(_TEXT.split()),
        "origin": f"org_{_ARTICLE.removeprefix('art_')}",
        "copy_of": None,
        "text": None,
    },
    "summary": {
        "claims": 1,
        "checkworthy": 1,
        "verdicts": {"Supported": 1, "Refuted": 0, "Conflicting Evidence": 0, "Not Enough Evidence": 0},
        "findings": 0,
        "headline": "1 claim, 1 worth checking: 1 supported by other sources.",
    },
    "claims": [
        {
            "id": f"clm_{_ARTICLE.removeprefix('art_')}_{_START}",
            "text": _CLAIM,
            "span": _span(_CLAIM),
            "standalone": "Inspectors found cracks in 14 of the 60 hangers of the footbridge over the Senne at Varlow.",
            "type": "quantity",
            "checkworthiness": 0.83,
            "certainty": "asserted",
            "attribution": [
                {
                    "source": "harbour engineer Tomas Eklund",
                    "kind": "indirect",
                    "cue": "said",
                    "span": _span("harbour engineer Tomas Eklund"),
                }
            ],
            "quantities": [_QUANTITY],
            "dates": [],
            "entities": [],
            "verdict": _VERDICT,
            "evidence": [_EVIDENCE],
        }
    ],
    "sentences": [
        {"span": {"start": 0, "end": _START - 1}, "checkworthiness": 0.34, "claim_ids": []},
        {
            "span": _span(_CLAIM),
            "checkworthiness": 0.83,
            "claim_ids": [f"clm_{_ARTICLE.removeprefix('art_')}_{_START}"],
        },
    ],
    "findings": [],
    "loaded_language": [],
    "warnings": [],
    "versions": {"pipeline": "0.1.0", "models": {"encoder": "1"}},
    "links": {
        "self": f"/v1/articles/{_ARTICLE}",
        "html": f"/v1/articles/{_ARTICLE}",
        "claimreview": f"/v1/articles/{_ARTICLE}/claimreview",
    },
}
_JOB: dict[str, Any] = {
    "id": "job_m4n6p2q3r5s7t2u4v6w3x5y7z2",
    "status": "queued",
    "article_id": _ARTICLE,
    "progress": {"stage": "queued", "done": 0, "total": 0},
    "problem": None,
    "report": None,
    "created_at": "2031-06-03T16:04:11Z",
    "expires_at": "2031-06-10T16:04:11Z",
    "links": {"self": "/v1/jobs/job_m4n6p2q3r5s7t2u4v6w3x5y7z2", "article": f"/v1/articles/{_ARTICLE}"},
}

REQUESTS: dict[str, dict[str, dict[str, Any]]] = {
    "submit_article": {
        "text": {
            "summary": "An article by its text",
            "value": {
                "text": _TEXT,
                "title": "Varlow footbridge shut after cracks found",
                "url": "https://varlowmail.example/news/footbridge",
                "published_at": "2031-06-03T16:00:00Z",
            },
        },
        "url": {
            "summary": "An article to be fetched (a job)",
            "value": {"url": "https://varlowmail.example/news/footbridge"},
        },
    },
    "check_claim": {
        "stored": {"summary": "Against what is stored", "value": {"claim": "14 of the bridge's hangers were cracked."}},
        "provided": {
            "summary": "Against a source of one's own",
            "value": {
                "claim": "14 of the bridge's hangers were cracked.",
                "published_at": "2031-06-03T16:00:00Z",
                "evidence": [{"text": _QUOTE, "source": "sennepost.example"}],
            },
        },
    },
    "submit_articles": {
        "two": {
            "summary": "Two articles, the second to be fetched",
            "value": {"articles": [{"text": _TEXT}, {"url": "https://varlowmail.example/news/footbridge"}]},
        }
    },
    "take_feedback": {
        "verdict": {
            "summary": "A verdict that is wrong",
            "value": {
                "claim_id": f"clm_{_ARTICLE.removeprefix('art_')}_{_START}",
                "kind": "wrong_verdict",
                "comment": "The harbour office has corrected the figure since.",
            },
        }
    },
    "import_factchecks": {
        "review": {
            "summary": "One review",
            "value": {
                "@context": "https://schema.org",
                "@type": "ClaimReview",
                "url": "https://sennefacts.example/bridge-hangers",
                "datePublished": "2031-06-05",
                "claimReviewed": "All 60 hangers of the footbridge at Varlow were cracked.",
                "author": {"@type": "Organization", "name": "Senne Facts", "url": "https://sennefacts.example"},
                "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Jana Holm"}},
                "reviewRating": {"@type": "Rating", "alternateName": "False"},
            },
        }
    },
    "score_sentences": {"page": {"summary": "The text of a page", "value": {"text": _TEXT}}},
}
"""By operation; in the form that OpenAPI wants."""

ANSWERS: dict[tuple[str, int], dict[str, Any]] = {
    ("submit_article", 201): _REPORT,
    ("submit_article", 202): _JOB,
    ("read_article", 200): _REPORT,
    ("read_job", 200): _JOB,
    ("check_claim", 200): {
        "claim": "14 of the bridge's hangers were cracked.",
        "verdict": _VERDICT,
        "evidence": [_EVIDENCE],
        "quantities": [],
        "warnings": [],
    },
    ("score_sentences", 200): {
        "sentences": [
            {"text": _CLAIM, "span": _span(_CLAIM), "checkworthiness": 0.83},
        ]
    },
    ("search_claims", 200): {
        "results": [
            {
                "kind": "factcheck",
                "id": "fck_h2j4l6n3p5r7t2v4x6z2c3d5f7",
                "text": "All 60 hangers of the footbridge at Varlow were cracked.",
                "similarity": 0.93,
                "source": "sennefacts.example",
                "url": "https://sennefacts.example/bridge-hangers",
                "title": "No, not all hangers were cracked",
                "published_at": "2031-06-05T00:00:00Z",
                "verdict": "Refuted",
            }
        ],
        "next": None,
    },
    ("import_factchecks", 200): {
        "imported": 1,
        "unchanged": 0,
        "rejected": [{"index": 1, "reason": "claimReviewed is missing: the statement that was checked."}],
    },
    ("health", 200): {"status": "ok", "versions": {"pipeline": "0.1.0", "models": {"encoder": "1"}}},
}
"""By operation and status. A test holds them against the models."""
