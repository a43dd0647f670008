"""The queue and stream workers: every record on its own."""

import json
from datetime import UTC, datetime

import pytest
from tests.handlers.fakes import ARTICLE_ID, JOB_ID, OTHER_ID

from factcheck.domain.errors import NotFoundError, StoreUnavailableError
from factcheck.domain.values import Change, ChangeKind


def jobs(event):
    return [json.loads(record["body"])["job_id"] for record in event["Records"]]


def test_each_message_of_the_batch_is_one_job(invoke, event, container):
    given = event("analyze_article")
    assert invoke("analyze_article", given) == {"batchItemFailures": []}
    assert [(name, args) for name, args, _ in container.asked] == [("analyze_job", (job,)) for job in jobs(given)]


def test_a_fetch_message_goes_to_the_fetching_use_case(invoke, event, container):
    assert invoke("fetch_article", event("fetch_article")) == {"batchItemFailures": []}
    assert container.asked == [("fetch_job", (JOB_ID,), {})]


@pytest.mark.parametrize("error", [NotFoundError("not yet"), StoreUnavailableError("no"), ValueError("secret words")])
def test_only_the_record_that_failed_comes_again(invoke, event, container, error, logs):
    given = event("analyze_article")
    container.failing[JOB_ID] = error
    assert invoke("analyze_article", given) == {
        "batchItemFailures": [{"itemIdentifier": given["Records"][0]["messageId"]}]
    }
    assert len(container.asked) == 2
    assert not container.abandoned
    assert "secret" not in logs.getvalue()


def test_a_job_that_failed_too_often_is_given_up_and_its_message_still_fails(invoke, event, container):
    given = event("analyze_article")
    last = given["Records"][1]
    job = jobs(given)[1]
    container.failing[job] = RuntimeError()
    assert invoke("analyze_article", given) == {"batchItemFailures": [{"itemIdentifier": last["messageId"]}]}
    assert container.abandoned == [job]


def test_a_batch_that_fails_as_a_whole_is_reported_record_by_record(invoke, event, container):
    container.raises = StoreUnavailableError("no")
    given = event("analyze_article")
    failures = invoke("analyze_article", given)["batchItemFailures"]
    assert [f["itemIdentifier"] for f in failures] == [r["messageId"] for r in given["Records"]]


def test_a_message_that_names_no_job_fails_alone(invoke, event, container):
    given = event("analyze_article")
    given["Records"][0]["body"] = "{}"
    failures = invoke("analyze_article", given)["batchItemFailures"]
    assert [f["itemIdentifier"] for f in failures] == [given["Records"][0]["messageId"]]
    assert not container.abandoned


AT = datetime(2031, 6, 3, 16, 4, 11, 250_000, tzinfo=UTC)
CHANGES = (Change(ARTICLE_ID, ChangeKind.COMMITTED, AT), Change(OTHER_ID, ChangeKind.DELETED, AT))


def number(given, position):
    return given["Records"][position]["dynamodb"]["SequenceNumber"]


def test_the_changes_of_a_batch_go_in_together_without_what_expired(invoke, event, container):
    assert invoke("cross_check", event("cross_check")) == {"batchItemFailures": []}
    assert [(args, said) for _, args, said in container.asked] == [(CHANGES, {"in_time": True})]


def test_the_change_worker_is_told_that_its_time_is_nearly_over(invoke, event, container):
    invoke("cross_check", event("cross_check"), remaining_ms=4_000)
    assert container.asked[0][2] == {"in_time": False}


def test_a_change_that_fails_is_reported_by_its_sequence_number(invoke, event, container):
    given = event("cross_check")
    container.failing[OTHER_ID] = StoreUnavailableError("no")
    assert invoke("cross_check", given) == {"batchItemFailures": [{"itemIdentifier": number(given, 1)}]}
    assert len(container.asked) == 1


def test_a_change_that_fails_as_nobody_expected_fails_alone(invoke, event, container, logs):
    given = event("cross_check")
    container.failing[OTHER_ID] = KeyError("secret words")
    assert invoke("cross_check", given) == {"batchItemFailures": [{"itemIdentifier": number(given, 1)}]}
    assert next(args for name, args, _ in container.asked if name == "cross_check") == (CHANGES[0],)
    assert "secret" not in logs.getvalue()


def test_a_record_that_nobody_can_read_keeps_no_other_from_being_applied(invoke, event, container):
    given = event("cross_check")
    given["Records"][0]["dynamodb"]["NewImage"]["kind"] = {"S": "unheard of"}
    assert invoke("cross_check", given) == {"batchItemFailures": [{"itemIdentifier": number(given, 0)}]}
    assert [args for name, args, _ in container.asked if name == "cross_check"] == [(CHANGES[1],)]
