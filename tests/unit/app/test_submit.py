from datetime import timedelta

import pytest
from tests.builders import NOON
from tests.world import World

from factcheck.domain.errors import IdempotencyConflictError, InvalidInputError, NotFoundError, StoreUnavailableError
from factcheck.domain.values import Caller, JobStatus, ProvidedEvidence, Submission

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
BROWSER = Caller("browser-1", frozenset({"read", "submit"}))

TEXT = "The ferry Aurelia ran aground near Skarvik on Sunday with 212 people on board. Nobody was hurt, the coast guard said."
AGAINST = (
    "On Sunday 160 people were on board the ferry Aurelia, which ran aground near Skarvik. Tugs were sent from Ostby."
)
SAME = (
    "On Sunday 212 people were on board the ferry Aurelia, which ran aground near Skarvik. Tugs were sent from Ostby."
)


def submit(world, text=TEXT, *, caller=EVERYBODY, respond_async=False, key=None, body="1", **fields):
    given = {"text": text, "source": "harbour.example", "published_at": NOON}
    return world.submit_article(
        Submission(**(given | fields)),
        caller=caller,
        respond_async=respond_async,
        idempotency_key=key,
        body_sha256=body,
    )


def test_a_new_article_is_created_and_a_repeat_is_the_same_report():
    world = World()
    first, second = submit(world), submit(world)
    assert (first.created, second.created) == (True, False)
    assert first.report == second.report


def test_a_repeat_with_other_metadata_keeps_the_first_and_says_so():
    world = World()
    submit(world, title="Ferry aground")
    repeat = submit(world, title="Another title").report
    assert repeat.article.header.title == "Ferry aground"
    assert [n.code for n in repeat.notices if n.code == "metadata_differs"] == ["metadata_differs"]


def test_spans_slice_back_to_the_claims():
    report = submit(World()).report
    assert report.claims
    assert all(c.claim.span.of(TEXT) == c.claim.text for c in report.claims)


def test_what_is_not_to_be_stored_is_not():
    world = World()
    outcome = submit(world, store=False)
    assert outcome.report.claims
    with pytest.raises(NotFoundError):
        world.read_report.article(outcome.report.article.header.id, caller=EVERYBODY)
    assert world.take_changes() == []


def test_an_article_that_is_not_stored_is_still_compared():
    world = World()
    submit(world, AGAINST, source="other.example")
    report = submit(world, store=False).report
    assert report.claims[0].verdict.refuting == 1


def test_a_private_article_sees_the_store_and_never_weighs_in_it():
    world = World()
    common = submit(world, AGAINST, source="other.example").report
    private = submit(world, caller=BROWSER).report
    world.run_changes()
    assert private.claims[0].verdict.refuting == 1
    after = world.read_report.article(common.article.header.id, caller=EVERYBODY)
    assert after.claims[0].verdict.refuting == 0
    with pytest.raises(NotFoundError):
        world.read_report.article(private.article.header.id, caller=Caller("browser-2", frozenset({"read"})))
    assert world.read_report.article(private.article.header.id, caller=BROWSER) == private


def test_the_same_text_from_a_private_and_a_common_submission_are_two_articles():
    world = World()
    private, common = submit(world, caller=BROWSER), submit(world)
    assert private.report.article.header.id != common.report.article.header.id
    assert common.created


def test_the_callers_evidence_weighs_in_this_answer_only():
    world = World()
    brought = (ProvidedEvidence(SAME, source="logbook.example"), ProvidedEvidence(SAME, source="logbook.example"))
    report = submit(world, evidence=brought).report
    assert report.claims[0].verdict.supporting == 1
    entry = report.claims[0].evidence[0]
    assert (str(entry.kind), entry.article_id, entry.source) == ("provided", None, "logbook.example")
    assert entry.text in SAME
    later = world.read_report.article(report.article.header.id, caller=EVERYBODY)
    assert later.claims[0].evidence == ()


def test_the_article_itself_brought_as_evidence_says_nothing():
    report = submit(World(), evidence=(ProvidedEvidence(TEXT, source="mirror.example"),)).report
    assert report.claims[0].evidence == ()


def test_one_key_with_two_bodies_is_a_conflict():
    world = World()
    submit(world, key="k", body="1")
    submit(world, key="k", body="1")
    with pytest.raises(IdempotencyConflictError):
        submit(world, key="k", body="2")


def test_keys_of_two_callers_do_not_meet():
    world = World()
    submit(world, key="k", body="1")
    assert submit(world, caller=BROWSER, key="k", body="2").created


def test_an_asynchronous_submission_becomes_a_job_with_the_same_report():
    world = World()
    job = submit(world, respond_async=True).job
    assert job.status is JobStatus.QUEUED
    world.run_jobs()
    done, kept = world.read_report.job(job.id, caller=EVERYBODY)
    assert (done.status, kept) == (JobStatus.COMPLETE, None)
    assert world.read_report.article(done.article_id, caller=EVERYBODY) == submit(World()).report


def test_an_article_can_be_asked_for_while_its_job_is_queued():
    world = World()
    job = submit(world, respond_async=True, title="Fire at the mill").job
    waiting = world.read_report.report(job.article_id, caller=EVERYBODY)
    assert (waiting.status, waiting.claims, waiting.article.header.title) == (JobStatus.QUEUED, (), "Fire at the mill")
    world.jobs.advance(job.id, "analyze", 1, 3)
    assert world.read_report.report(job.article_id, caller=EVERYBODY).status is JobStatus.RUNNING
    world.run_jobs()
    assert world.read_report.report(job.article_id, caller=EVERYBODY) == world.read_report.article(
        job.article_id, caller=EVERYBODY
    )


def test_an_article_whose_job_failed_says_why():
    world = World()
    job = submit(world, respond_async=True).job
    world.abandon_job(job.id)
    failed = world.read_report.report(job.article_id, caller=EVERYBODY)
    assert failed.status is JobStatus.FAILED
    assert failed.problem.code == "processing_failed"


def test_an_article_whose_job_was_cancelled_is_not_there():
    world = World()
    job = submit(world, respond_async=True).job
    world.read_report.cancel(job.id, caller=EVERYBODY)
    with pytest.raises(NotFoundError):
        world.read_report.report(job.article_id, caller=EVERYBODY)


def test_a_private_article_that_is_queued_is_seen_by_its_owner_alone():
    world = World()
    job = submit(world, respond_async=True, caller=BROWSER).job
    assert world.read_report.report(job.article_id, caller=BROWSER).status is JobStatus.QUEUED
    with pytest.raises(NotFoundError):
        world.read_report.report(job.article_id, caller=Caller("browser-2", frozenset({"read"})))


def test_an_article_that_is_not_to_be_stored_has_no_address():
    world = World()
    job = submit(world, respond_async=True, store=False).job
    world.run_jobs()
    done, kept = world.read_report.job(job.id, caller=EVERYBODY)
    assert (job.article_id, done.article_id, done.status) == (None, None, JobStatus.COMPLETE)
    assert kept is not None


def test_a_long_text_becomes_a_job():
    world = World()
    assert submit(world, TEXT + " " + "x" * 20_000).job is not None
    world.run_jobs()
    assert len(world.take_changes()) == 1


def test_the_same_key_and_body_queue_one_job():
    world = World()
    jobs = {submit(world, respond_async=True, key="k").job.id for _ in range(3)}
    assert len(jobs) == 1


def test_a_message_before_its_job_is_delivered_again():
    world = World()
    with pytest.raises(NotFoundError):
        world.analyze_job("job_" + "a" * 26)


@pytest.mark.parametrize(
    ("fields", "worker"), [({}, "analyze_job"), ({"text": None, "url": "https://a.example/x"}, "fetch_job")]
)
def test_a_job_stored_while_its_message_is_in_hand_is_not_lost(fields, worker):
    world = World()
    job = submit(world, respond_async=True, **fields).job
    store = world.jobs

    class JustTooEarly:
        def __getattr__(self, name):
            return getattr(store, name)

        def payload(self, job_id):
            return None

    world.jobs = JustTooEarly()
    with pytest.raises(NotFoundError):
        getattr(world, worker)(job.id)


def test_a_job_that_ran_is_not_run_again():
    world = World()
    job = submit(world, respond_async=True).job
    world.run_jobs()
    world.analyze_job(job.id)
    assert len(world.take_changes()) == 1


def test_a_cancelled_job_does_not_run():
    world = World()
    job = submit(world, respond_async=True).job
    world.read_report.cancel(job.id, caller=EVERYBODY)
    world.run_jobs()
    assert world.take_changes() == []
    with pytest.raises(NotFoundError):
        world.read_report.job(job.id, caller=EVERYBODY)


def test_a_job_of_another_key_is_not_seen():
    world = World()
    job = submit(world, respond_async=True, caller=BROWSER).job
    with pytest.raises(NotFoundError):
        world.read_report.job(job.id, caller=Caller("browser-2", frozenset({"submit"})))


def test_a_job_whose_article_is_not_stored_keeps_its_report():
    world = World()
    job = submit(world, respond_async=True, store=False).job
    world.run_jobs()
    done, kept = world.read_report.job(job.id, caller=EVERYBODY)
    assert done.status is JobStatus.COMPLETE
    assert kept is not None
    assert "ran aground" in kept


def test_an_abandoned_job_has_failed():
    world = World()
    job = submit(world, respond_async=True).job
    world.abandon_job(job.id)
    done, _ = world.read_report.job(job.id, caller=EVERYBODY)
    assert (done.status, done.problem.code) == (JobStatus.FAILED, "processing_failed")


def test_a_callback_without_a_secret_is_refused_before_anything_is_stored():
    world = World()
    with pytest.raises(InvalidInputError):
        submit(world, callback_url="https://newsroom.example/hook")
    assert world.take_changes() == []


class Sent:
    def __init__(self):
        self.calls = []

    def send(self, url, body, secret):
        self.calls.append((url, body, secret))


@pytest.mark.parametrize("respond_async", [False, True])
def test_a_callback_gets_the_report_once_signed_with_the_secret(respond_async):
    world = World(callback_secret="s3cret")
    sent = Sent()
    world.callback_sender = lambda: sent
    submit(world, callback_url="https://newsroom.example/hook", respond_async=respond_async)
    world.run_jobs()
    [(url, body, secret)] = sent.calls
    assert (url, secret) == ("https://newsroom.example/hook", "s3cret")
    assert b'"art_' in body


class Down:
    """A store that fails at the given call, as a database that goes away does."""

    def __init__(self, store, method):
        self._store, self._method = store, method

    def __getattr__(self, name):
        if name == self._method:

            def fail(*args, **kwargs):
                raise StoreUnavailableError("down")

            return fail
        return getattr(self._store, name)


@pytest.mark.parametrize("method", ["save_reading", "save_edges", "cards", "commit"])
def test_a_write_interrupted_anywhere_is_invisible_and_a_retry_finishes_it(method):
    world = World()
    store = world.articles
    world.articles = Down(store, method)
    with pytest.raises(StoreUnavailableError):
        submit(world)
    world.articles = store
    del world.__dict__["submit_article"], world.__dict__["analyze_article"]
    assert store.changes == []
    outcome = submit(world)
    assert outcome.created
    assert outcome.report == submit(World()).report


def test_a_half_written_article_is_no_witness():
    world = World()
    store = world.articles
    world.articles = Down(store, "commit")
    with pytest.raises(StoreUnavailableError):
        submit(world, AGAINST, source="other.example")
    world.articles = store
    del world.__dict__["submit_article"], world.__dict__["analyze_article"]
    assert submit(world).report.claims[0].verdict.refuting == 0


def test_an_article_before_the_window_is_not_compared():
    world = World()
    submit(world, AGAINST, source="other.example", published_at=NOON - timedelta(days=60))
    assert submit(world).report.claims[0].evidence == ()
