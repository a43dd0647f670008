"""What every JobStore does."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from tests.contract import values as make

from factcheck.domain import values as v
from factcheck.domain.errors import NotFoundError

SUBMISSION = v.Submission(None, url="https://valley-post.example/dam", callback_url="https://desk.example/in")
PROBLEM = v.JobProblem("fetch_failed", "The page has no text.")
WEEK = {"days": 7}


@pytest.fixture
def job(stores) -> v.Job:
    job = make.job(owner="key_1")
    assert stores.jobs.create(job, SUBMISSION)
    return job


def find(stores, job) -> v.Job | None:
    return stores.jobs.find(job.id, stores.clock())


def test_a_job_is_found_as_it_was_created(stores, job):
    assert find(stores, job) == job
    assert stores.jobs.payload(job.id) == SUBMISSION
    assert stores.jobs.report(job.id) is None


def test_a_second_creation_changes_nothing_and_says_so(stores, job):
    stores.jobs.advance(job.id, "fetch", 1, 3)

    assert not stores.jobs.create(replace(job, owner="key_2"), replace(SUBMISSION, url="https://other.example/"))
    assert find(stores, job).owner == "key_1"
    assert find(stores, job).stage == "fetch"
    assert stores.jobs.payload(job.id) == SUBMISSION


def test_one_of_many_creations_at_once_wins(stores):
    job = make.job()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: stores.jobs.create(job, SUBMISSION), range(8)))
    assert sum(made) == 1
    assert stores.jobs.payload(job.id) == SUBMISSION


def test_an_unknown_job_is_nowhere(stores):
    assert find(stores, make.job()) is None
    assert stores.jobs.payload("job_x") is None
    assert stores.jobs.report("job_x") is None
    assert not stores.jobs.cancel("job_x")
    stores.jobs.complete("job_x", "art_x", "{}")
    stores.jobs.fail("job_x", PROBLEM)
    stores.jobs.replace_payload("job_x", SUBMISSION)
    assert stores.jobs.find("job_x", stores.clock()) is None


def test_a_message_that_comes_before_its_job_is_told_so(stores):
    with pytest.raises(NotFoundError):
        stores.jobs.advance("job_x", "fetch", 0, 3)
    assert stores.jobs.create(make.job(id="job_x"), SUBMISSION)


def test_progress_is_recorded(stores, job):
    assert stores.jobs.advance(job.id, "fetch", 1, 3)
    assert find(stores, job) == replace(job, status=v.JobStatus.RUNNING, stage="fetch", done=1, total=3)

    assert stores.jobs.advance(job.id, "analyze", 2, 3, "art_a")
    assert stores.jobs.advance(job.id, "analyze", 3, 3)
    assert find(stores, job).article_id == "art_a"


def test_the_payload_can_be_replaced_while_the_job_runs(stores, job):
    fetched = replace(SUBMISSION, text=make.TEXT, fetched=True)
    for _ in range(2):
        stores.jobs.replace_payload(job.id, fetched)

    assert stores.jobs.payload(job.id) == fetched


def test_a_finished_job_keeps_its_report_and_no_payload(stores, job):
    stores.jobs.advance(job.id, "analyze", 1, 3)
    stores.jobs.complete(job.id, "art_a", '{"id": "art_a", "title": "„Ünïcode“ 😀"}')

    found = find(stores, job)
    assert (found.status, found.article_id, found.done, found.total) == (v.JobStatus.COMPLETE, "art_a", 3, 3)
    assert stores.jobs.payload(job.id) is None
    assert stores.jobs.report(job.id) == '{"id": "art_a", "title": "„Ünïcode“ 😀"}'


def test_a_job_announces_the_article_that_it_makes_until_it_expires(stores, job):
    header = make.article("Words.").header
    assert stores.jobs.announced(header.id) is None
    stores.jobs.announce(job.id, header, job.expires_at)
    assert stores.jobs.announced(header.id) == (job.id, header)
    stores.clock.move(days=8)
    assert stores.jobs.announced(header.id) is None


def test_a_finished_job_may_have_no_article(stores, job):
    stores.jobs.complete(job.id, None, "{}")
    assert stores.jobs.find(job.id, stores.clock.now).article_id == job.article_id
    assert stores.jobs.report(job.id) == "{}"


def test_a_finished_job_needs_no_report(stores, job):
    stores.jobs.complete(job.id, "art_a")

    assert stores.jobs.report(job.id) is None
    assert find(stores, job).status is v.JobStatus.COMPLETE


def test_a_failed_job_names_its_problem(stores, job):
    stores.jobs.fail(job.id, PROBLEM)

    assert (find(stores, job).status, find(stores, job).problem) == (v.JobStatus.FAILED, PROBLEM)
    assert stores.jobs.payload(job.id) is None


@pytest.mark.parametrize("end", ["complete", "fail", "cancel"])
def test_nothing_happens_to_a_job_after_its_end(stores, job, end):
    {
        "complete": lambda: stores.jobs.complete(job.id, "art_a", "{}"),
        "fail": lambda: stores.jobs.fail(job.id, PROBLEM),
        "cancel": lambda: stores.jobs.cancel(job.id),
    }[end]()
    ended, report = find(stores, job), stores.jobs.report(job.id)

    assert not stores.jobs.advance(job.id, "analyze", 1, 3)
    stores.jobs.replace_payload(job.id, replace(SUBMISSION, text="Late."))
    stores.jobs.complete(job.id, "art_b", '{"late": true}')
    stores.jobs.fail(job.id, v.JobProblem("late", "Late."))

    assert find(stores, job) == ended
    assert stores.jobs.payload(job.id) is None
    assert stores.jobs.report(job.id) == report


def test_a_cancelled_job_is_gone_but_not_forgotten(stores, job):
    assert stores.jobs.cancel(job.id)

    assert find(stores, job) is None
    assert stores.jobs.payload(job.id) is None
    assert not stores.jobs.cancel(job.id)
    assert not stores.jobs.create(job, SUBMISSION)


def test_a_cancelled_job_that_was_complete_gives_no_report(stores, job):
    stores.jobs.complete(job.id, "art_a", "{}")

    assert stores.jobs.cancel(job.id)
    assert stores.jobs.report(job.id) is None
    assert find(stores, job) is None


def test_an_expired_job_is_gone_although_the_database_has_it_still(stores, job):
    stores.clock.move(days=6, hours=23)
    assert find(stores, job) == job
    stores.clock.move(hours=1)

    assert find(stores, job) is None
    assert stores.jobs.payload(job.id) is None
    assert not stores.jobs.advance(job.id, "analyze", 1, 3)
    assert not stores.jobs.cancel(job.id)


def test_the_report_of_an_expired_job_is_gone(stores, job):
    stores.jobs.complete(job.id, "art_a", "{}")
    stores.clock.move(**WEEK)

    assert stores.jobs.report(job.id) is None


def test_an_expired_job_gives_its_id_free(stores, job):
    stores.clock.move(**WEEK)
    again = make.job(created_at=stores.clock(), expires_at=stores.clock() + timedelta(days=7))

    assert stores.jobs.create(again, replace(SUBMISSION, text="Again."))
    assert find(stores, again) == again
    assert stores.jobs.payload(again.id).text == "Again."


def test_payloads_and_reports_larger_than_an_item_are_kept(stores):
    noise = random.Random(2)
    text = "".join(chr(noise.randrange(0x10000, 0x10FFFF)) for _ in range(200_000))
    job, submission = make.job(), v.Submission(text)
    assert stores.jobs.create(job, submission)
    assert stores.jobs.payload(job.id) == submission
    longer = v.Submission(text[::-1], evidence=(v.ProvidedEvidence(text),))
    stores.jobs.replace_payload(job.id, longer)
    assert stores.jobs.payload(job.id) == longer

    stores.jobs.complete(job.id, "art_a", text)

    assert stores.jobs.report(job.id) == text


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(submission=make.submissions)
def test_any_submission_survives_the_round_trip(stores, submission):
    number = stores.extra["n"] = stores.extra.get("n", 0) + 1
    job = make.job(str(number))
    stores.jobs.create(job, submission)

    assert stores.jobs.payload(job.id) == submission
