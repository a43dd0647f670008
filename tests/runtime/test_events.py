"""Every file of events/ through the built function that it is for, in a fresh deployment."""

import json

import pytest
from tests.runtime.conftest import EVENTS
from tools.event_expectations import FAILURES, SCHEDULED, STATUS, function_of

NAMES = sorted(path.stem for path in EVENTS.glob("*.json"))


def test_every_event_file_is_expected_to_come_to_something():
    assert set(NAMES) == STATUS.keys() | FAILURES.keys() | SCHEDULED.keys()


@pytest.mark.parametrize("name", [name for name in NAMES if name in STATUS])
def test_an_http_event_gets_its_status_in_the_form_of_the_contract(cloud, event, name):
    given = event(name)
    answer = cloud.invoke(function_of(given), given)
    assert answer["statusCode"] == STATUS[name], answer["body"]
    if answer["statusCode"] >= 400:
        assert answer["headers"]["Content-Type"] == "application/problem+json"
        problem = json.loads(answer["body"])
        assert problem["status"] == answer["statusCode"]
        assert problem["title"]


@pytest.mark.parametrize("name", [name for name in NAMES if name in FAILURES])
def test_a_batch_reports_the_records_that_have_to_come_again(cloud, event, name):
    given = event(name)
    answer = cloud.invoke(function_of(given), given)
    assert len(answer["batchItemFailures"]) == FAILURES[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name in SCHEDULED])
def test_the_schedule_is_answered_where_nothing_is_configured(cloud, event, name):
    given = event(name)
    assert cloud.invoke(function_of(given), given) == SCHEDULED[name]
