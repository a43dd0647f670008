"""What each file of events/ comes to against a store that holds nothing but the key of the events."""

from factcheck.api.routes import DEFAULT_FUNCTION, ROUTES

FUNCTIONS = {f"{operation.method} {operation.path}": operation.function for operation in ROUTES}

STATUS = {
    "cancel_job": 404,
    "check_claim": 200,
    "check_claim_empty": 422,
    "docs": 200,
    "health": 200,
    "import_factchecks": 200,
    "import_factchecks_feed": 200,
    "list_articles": 200,
    "openapi": 200,
    "read_claim": 404,
    "read_claimreview": 404,
    "read_source": 404,
    "read_job": 404,
    "read_report": 404,
    "read_report_page": 404,
    "read_report_unknown": 404,
    "score_sentences": 200,
    "search_claims": 200,
    "search_claims_empty": 422,
    "submit_articles": 202,
    "take_feedback": 404,
    "submit_article": 201,
    "submit_article_async": 202,
    "submit_article_base64": 200,  # the same article once more
    "submit_article_empty_text": 422,
    "submit_article_evidence": 200,
    "submit_article_form": 415,
    "submit_article_lone_surrogate": 422,
    "submit_article_malformed": 400,
    "submit_article_naive_date": 422,
    "submit_article_unknown_field": 422,
    "submit_article_url": 202,
    "submit_article_without_key": 401,
    "unknown_route": 404,
    "withdraw_article": 404,
    "wrong_method": 404,
}

SCHEDULED = {"import_feeds": {"feeds": []}}
"""What the schedule's events answer with where nothing is configured."""

FAILURES = {
    "analyze_article": 2,  # messages whose jobs are not stored yet have to come again
    "fetch_article": 1,
    "cross_check": 0,  # articles that are gone leave nothing to do
}


def function_of(event: dict[str, object]) -> str:
    """The function that the gateway or the poller would give this event to."""
    if "routeKey" in event:
        return FUNCTIONS.get(str(event["routeKey"]), DEFAULT_FUNCTION)
    if event.get("source") == "aws.events":
        return "import_factchecks"
    source = event["Records"][0]["eventSourceARN"]  # type: ignore[index]
    if ":dynamodb:" in source:
        return "cross_check"
    return f"{source.rpartition('-')[2]}_article"
