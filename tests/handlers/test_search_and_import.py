"""GET /v1/claims/search and POST /v1/factchecks, event by event."""

import json
from datetime import UTC, datetime

import pytest

from factcheck.api.models import ImportedModel, SearchResultsModel
from factcheck.app.import_feeds import FeedOutcome
from factcheck.domain.errors import ForbiddenError, StoreUnavailableError


@pytest.fixture
def search(call, event, container):
    def send(**parameters):
        given = event("search_claims")
        if parameters:
            given["queryStringParameters"] = {k: v for k, v in parameters.items() if v is not None}
        return call("check_claim", given)

    return send


@pytest.fixture
def load(call):
    return lambda name="import_factchecks", **changes: call("import_factchecks", name, **changes)


def test_a_search_answers_with_what_is_nearest(search, container):
    answer = search()

    assert answer.status == 200
    shown = SearchResultsModel.model_validate_json(answer.text)
    assert [(r.kind, r.similarity, r.verdict) for r in shown.results] == [("factcheck", 0.935, "Refuted")]
    assert answer.json["results"][0]["published_at"] == "2031-06-03T12:00:00Z"
    assert answer.json["next"] is None
    ((_, (query,), options),) = container.asked
    assert query == "were all hangers of the bridge cracked?"
    assert options == {"limit": 5, "since": datetime(2031, 6, 1, tzinfo=UTC), "until": None}


def test_a_day_is_taken_whole_and_a_blank_stands_for_a_plus(search, container):
    search(q="bridge", to="2031-06-02")
    search(q="bridge", to="2031-06-02T08:00:00 02:00")

    assert [options["until"] for _, _, options in container.asked] == [
        datetime(2031, 6, 2, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime(2031, 6, 2, 6, tzinfo=UTC),
    ]
    assert container.asked[0][2]["limit"] == 10


@pytest.mark.parametrize(
    ("parameters", "location"),
    [
        ({"q": None, "limit": "5"}, "q"),
        ({"q": "  "}, "q"),
        ({"q": "x" * 2001}, "q"),
        ({"q": "a\0b"}, "q"),
        ({"q": "a\udc80b"}, "q"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "101"}, "limit"),
        ({"q": "a", "limit": "ten"}, "limit"),
        ({"q": "a", "limit": "٣"}, "limit"),
        ({"q": "a", "from": "yesterday"}, "from"),
        ({"q": "a", "from": "2031-02-30"}, "from"),
        ({"q": "a", "to": "2031-06-02T08:00:00"}, "to"),
        ({"q": "a", "from": "2031-06-03", "to": "2031-06-02"}, "from"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(search, container, parameters, location):
    answer = search(**parameters)

    assert answer.status == 422
    assert [error["location"] for error in answer.json["errors"]] == [["query", location]]
    assert container.asked == []


def test_a_search_without_words_is_refused(call, container):
    assert call("check_claim", "search_claims_empty").status == 422


def test_a_review_is_imported(load, container):
    answer = load()

    assert answer.status == 200
    assert ImportedModel.model_validate_json(answer.text) == ImportedModel(imported=1, unchanged=0, rejected=[])
    ((_, (reviews,), _),) = container.asked
    assert [r.source for r in reviews] == ["sennefacts.example"]


def test_a_feed_tells_what_it_could_not_use(load):
    answer = load("import_factchecks_feed")

    assert answer.json["imported"] == 1
    assert [r["index"] for r in answer.json["rejected"]] == [1]


def test_an_array_is_a_feed(load, event):
    assert load(body=f"[{event('import_factchecks')['body']}]").json["imported"] == 1


@pytest.mark.parametrize(
    ("body", "status"), [("", 400), ("[", 400), ("7", 422), ('"x"', 422), ("[" + "{}," * 500 + "{}]", 422)]
)
def test_what_is_no_feed_is_refused(load, container, body, status):
    answer = load(body=body)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert container.asked == []


def test_the_schedule_imports_the_feeds_and_tells_of_each(invoke, event, container, logs):
    container.feeds = (FeedOutcome("a.example", imported=3), FeedOutcome("b.example", problem="fetch_failed"))

    answer = invoke("import_factchecks", event("import_feeds"))

    assert [feed["problem"] for feed in answer["feeds"]] == [None, "fetch_failed"]
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    assert [(line["level"], line["host"]) for line in lines] == [("INFO", "a.example"), ("WARNING", "b.example")]
    assert container.authenticated == []


def test_importing_takes_an_administrator_and_searching_a_reader(load, search, container):
    load()
    search()
    assert [scope for _, _, scope in container.authenticated] == ["admin", "read"]

    container.refuses = ForbiddenError("This API key lacks the scope “admin”.")
    assert load().status == 403


def test_a_store_that_does_not_answer_is_503(load, search, container):
    container.raises = StoreUnavailableError("The database did not answer.")

    for answer in (load(), search()):
        assert answer.status == 503
        assert answer.headers["retry-after"] == "2"


def test_no_query_reaches_the_logs(search, logs):
    search(q="a very telling query")

    assert "telling" not in logs.getvalue()
