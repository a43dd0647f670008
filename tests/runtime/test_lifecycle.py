"""An article's way through the deployed parts: gateway, queues, stream, with their failures."""

import json
import time
import uuid
from datetime import datetime

import pytest
from tools.emulator import InvocationError

from factcheck.store.clients import streams_client

TEXT = (
    "ORLEN — A fire at the tannery on Quay Street injured 14 people on Sunday, the fire service said. "
    "Some 120 firefighters fought the flames for nine hours. "
    "The roof of the drying hall collapsed, and 3 houses next to it were evacuated."
)


def post(event, text, source, **headers):
    given = event("submit_article")
    given["body"] = json.dumps({"text": text, "source": source, "published_at": "2031-03-02T08:00:00Z"})
    given["headers"].update({name.replace("_", "-"): value for name, value in headers.items()})
    return given


def get(event, name, path, **headers):
    given = event(name)
    given["rawPath"] = given["requestContext"]["http"]["path"] = path
    given["headers"].update({name.replace("_", "-"): value for name, value in headers.items()})
    given["pathParameters"] = {"id": path.rpartition("/")[2]}
    return given


def message(queue, body, receives=1):
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:{queue}",
        "awsRegion": "eu-central-1",
    }


def changes(cloud):
    """Every record of the change table's stream, as Lambda's poller would deliver it."""
    client = streams_client("eu-central-1", cloud.engine.endpoint)
    (stream,) = client.list_streams(TableName="ChangesTable")["Streams"]
    records = []
    for shard in client.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]:
        iterator = client.get_shard_iterator(
            StreamArn=stream["StreamArn"], ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records += client.get_records(ShardIterator=iterator)["Records"]
    for record in records:
        written = record["dynamodb"].get("ApproximateCreationDateTime")
        if isinstance(written, datetime):
            record["dynamodb"]["ApproximateCreationDateTime"] = written.timestamp()
        record["eventSourceARN"] = stream["StreamArn"]
    return {"Records": json.loads(json.dumps(records, default=str))}


@pytest.fixture
def source():
    """Articles of this test alone: the store is shared by all."""
    return f"{uuid.uuid4().hex[:8]}.example"


def test_an_article_is_analysed_and_read_back_as_json_and_as_a_page(cloud, event, source):
    made = cloud.invoke("submit_article", post(event, TEXT, source))
    assert made["statusCode"] == 201, made["body"]
    report = json.loads(made["body"])
    assert report["summary"]["claims"] >= 3
    for claim in report["claims"]:
        assert TEXT[claim["span"]["start"] : claim["span"]["end"]] == claim["text"]

    path = made["headers"]["Location"]
    read = cloud.invoke("read_report", get(event, "read_report", path))
    assert read["statusCode"] == 200
    assert json.loads(read["body"])["claims"] == report["claims"]

    unchanged = cloud.invoke("read_report", get(event, "read_report", path, if_none_match=read["headers"]["ETag"]))
    assert unchanged["statusCode"] == 304

    page = cloud.invoke("read_report", get(event, "read_report_page", path, accept="text/html"))
    assert page["headers"]["Content-Type"].startswith("text/html")
    assert "120 firefighters" in page["body"]

    claim = cloud.invoke("read_report", get(event, "read_claim", f"/v1/claims/{report['claims'][0]['id']}"))
    assert claim["statusCode"] == 200

    again = cloud.invoke("submit_article", post(event, TEXT, source))
    assert again["statusCode"] == 200
    assert json.loads(again["body"])["id"] == report["id"]


def test_a_queued_article_goes_through_the_queue_to_its_report(cloud, event, source):
    cloud.calls.take_messages("AnalyzeQueue")
    queued = cloud.invoke("submit_article", post(event, TEXT, source, prefer="respond-async"))
    assert queued["statusCode"] == 202, queued["body"]
    (body,) = cloud.calls.take_messages("AnalyzeQueue")

    answer = cloud.invoke("analyze_article", {"Records": [message("analyze", body), message("analyze", body)]})
    assert answer == {"batchItemFailures": []}

    job = json.loads(cloud.invoke("read_report", get(event, "read_job", queued["headers"]["Location"]))["body"])
    assert job["status"] == "complete"
    read = cloud.invoke("read_report", get(event, "read_report", job["links"]["article"]))
    assert read["statusCode"] == 200


def test_a_cancelled_job_is_not_analysed(cloud, event, source):
    cloud.calls.take_messages("AnalyzeQueue")
    queued = cloud.invoke("submit_article", post(event, TEXT, source, prefer="respond-async"))
    (body,) = cloud.calls.take_messages("AnalyzeQueue")
    cancelled = cloud.invoke("read_report", get(event, "cancel_job", queued["headers"]["Location"]))
    assert cancelled["statusCode"] == 204
    assert cloud.invoke("analyze_article", {"Records": [message("analyze", body)]}) == {"batchItemFailures": []}
    assert cloud.invoke("read_report", get(event, "read_job", queued["headers"]["Location"]))["statusCode"] == 404


def test_one_bad_record_does_not_hold_up_its_batch(cloud, event, source):
    cloud.calls.take_messages("AnalyzeQueue")
    queued = cloud.invoke("submit_article", post(event, TEXT, source, prefer="respond-async"))
    (body,) = cloud.calls.take_messages("AnalyzeQueue")
    bad, good = message("analyze", "no job"), message("analyze", body)
    answer = cloud.invoke("analyze_article", {"Records": [bad, good]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": bad["messageId"]}]}
    job = cloud.invoke("read_report", get(event, "read_job", queued["headers"]["Location"]))
    assert json.loads(job["body"])["status"] == "complete"


def test_a_url_that_cannot_be_fetched_ends_its_job_with_a_problem(cloud, event):
    cloud.calls.take_messages("FetchQueue")
    given = event("submit_article")
    given["body"] = json.dumps({"url": "http://127.0.0.1:9/never"})  # an address that no caller may make us ask
    queued = cloud.invoke("submit_article", given)
    if queued["statusCode"] == 422:  # refused at once is as good
        return
    (body,) = cloud.calls.take_messages("FetchQueue")
    assert cloud.invoke("fetch_article", {"Records": [message("fetch", body)]}) == {"batchItemFailures": []}
    job = json.loads(cloud.invoke("read_report", get(event, "read_job", queued["headers"]["Location"]))["body"])
    assert job["status"] == "failed"
    assert job["problem"]


def test_a_later_article_changes_the_verdict_of_an_earlier_one_through_the_stream(cloud, event):
    first, second = (f"{uuid.uuid4().hex[:8]}.example" for _ in range(2))
    made = cloud.invoke("submit_article", post(event, TEXT.replace("ORLEN", "MOLVA"), first))
    report = json.loads(made["body"])
    told = (
        "Firefighters needed nine hours to put out a blaze at the tannery on Quay Street. "
        "A fire at the tannery on Quay Street injured 14 people on Sunday, according to the police."
    )
    assert cloud.invoke("submit_article", post(event, told, second))["statusCode"] == 201
    assert cloud.invoke("cross_check", changes(cloud)) == {"batchItemFailures": []}
    # The poller delivers at least once.
    assert cloud.invoke("cross_check", changes(cloud)) == {"batchItemFailures": []}
    later = json.loads(cloud.invoke("read_report", get(event, "read_report", report["links"]["self"]))["body"])
    outlets = {entry["source"] for claim in later["claims"] for entry in claim["evidence"]}
    assert second in outlets


def test_a_withdrawn_article_loses_its_weight_through_the_stream(cloud, event):
    first, second = (f"{uuid.uuid4().hex[:8]}.example" for _ in range(2))
    report = json.loads(cloud.invoke("submit_article", post(event, TEXT.replace("ORLEN", "TORVA"), first))["body"])
    told = (
        "Firefighters needed nine hours to put out a blaze at the tannery on Quay Street. "
        "A fire at the tannery on Quay Street injured 14 people on Sunday, according to the police."
    )
    other = json.loads(cloud.invoke("submit_article", post(event, told + f" So said {second}.", second))["body"])
    assert cloud.invoke("cross_check", changes(cloud)) == {"batchItemFailures": []}

    gone = cloud.invoke("withdraw_article", get(event, "withdraw_article", other["links"]["self"]))
    assert gone["statusCode"] == 204, gone["body"]
    for _ in range(2):
        assert cloud.invoke("cross_check", changes(cloud)) == {"batchItemFailures": []}

    assert cloud.invoke("read_report", get(event, "read_report", other["links"]["self"]))["statusCode"] == 404
    later = json.loads(cloud.invoke("read_report", get(event, "read_report", report["links"]["self"]))["body"])
    outlets = {entry["source"] for claim in later["claims"] for entry in claim["evidence"]}
    assert second not in outlets


def test_a_factcheck_is_imported_found_and_decides(cloud, event, source):
    place = uuid.uuid4().hex[:8].capitalize()
    claim = f"A shark was photographed swimming on a flooded freeway in {place}."
    report = json.loads(cloud.invoke("submit_article", post(event, claim + " It had rained.", source))["body"])
    review = event("import_factchecks")
    review["body"] = json.dumps(
        {
            "@type": "ClaimReview",
            "url": f"https://facts.example/{place}",
            "claimReviewed": claim,
            "reviewRating": {"alternateName": "False"},
        }
    )
    taken = cloud.invoke("import_factchecks", review)
    assert json.loads(taken["body"])["imported"] == 1, taken["body"]

    asking = event("search_claims")
    asking["queryStringParameters"] = {"q": f"shark on a freeway in {place}"}
    found = json.loads(cloud.invoke("check_claim", asking)["body"])["results"]
    assert {"factcheck", "claim"} <= {result["kind"] for result in found if place in result["text"]}
    later = json.loads(cloud.invoke("read_report", get(event, "read_report", report["links"]["self"]))["body"])
    assert later["claims"][0]["verdict"]["decided_by"] == "factcheck"


def test_what_is_stored_is_listed_and_readers_are_heard(cloud, event, source):
    report = json.loads(cloud.invoke("submit_article", post(event, TEXT.replace("ORLEN", "VISBY"), source))["body"])
    listing = event("list_articles")
    listing["queryStringParameters"] = {"source": source}
    listed = json.loads(cloud.invoke("read_report", listing)["body"])
    assert [article["id"] for article in listed["articles"]] == [report["id"]]
    listing["queryStringParameters"] = {"limit": "1"}
    assert json.loads(cloud.invoke("read_report", listing)["body"])["articles"][0]["id"] == report["id"]

    record = cloud.invoke("read_report", get(event, "read_source", f"/v1/sources/{source}"))
    assert json.loads(record["body"])["articles"] == 1
    told = event("take_feedback")
    told["body"] = json.dumps({"claim_id": report["claims"][0]["id"], "kind": "other"})
    assert cloud.invoke("take_feedback", told)["statusCode"] == 202


def test_a_claim_is_checked_against_what_is_stored(cloud, event):
    outlet = f"{uuid.uuid4().hex[:8]}.example"
    assert cloud.invoke("submit_article", post(event, TEXT.replace("ORLEN", "SALDE"), outlet))["statusCode"] == 201
    asking = event("check_claim")
    claim = "Some 120 firefighters fought the flames for nine hours."
    asking["body"] = json.dumps({"claim": claim, "published_at": "2031-03-03T08:00:00Z"})
    answer = cloud.invoke("check_claim", asking)
    assert answer["statusCode"] == 200, answer["body"]
    assert json.loads(answer["body"])["evidence"]


def test_a_database_that_does_not_answer_is_a_503_before_the_function_is_killed(cloud, event):
    emulator, stand_in = cloud.start("read_report")
    stand_in.silent.set()
    started = time.monotonic()
    answer = emulator.invoke(event("read_report"))
    assert answer["statusCode"] == 503
    assert answer["headers"]["Retry-After"]
    assert time.monotonic() - started < cloud.stack.functions["read_report"].timeout_seconds


def test_a_worker_that_was_killed_in_the_middle_leaves_a_job_that_the_next_delivery_finishes(cloud, event, source):
    cloud.calls.take_messages("AnalyzeQueue")
    queued = cloud.invoke("submit_article", post(event, TEXT, source, prefer="respond-async"))
    (body,) = cloud.calls.take_messages("AnalyzeQueue")
    batch = {"Records": [message("analyze", body)]}

    emulator, stand_in = cloud.start("analyze_article", timeout_seconds=2)
    stand_in.silent.set()
    with pytest.raises(InvocationError, match="timed out"):
        emulator.invoke(batch)

    assert cloud.invoke("analyze_article", batch) == {"batchItemFailures": []}
    job = cloud.invoke("read_report", get(event, "read_job", queued["headers"]["Location"]))
    assert json.loads(job["body"])["status"] == "complete"


def test_what_the_functions_did_they_were_allowed_to_do(cloud):
    """Runs last: every call that the tests above made, against the roles of the template."""
    grants = {name: {(g.action, g.resource) for g in f.grants} for name, f in cloud.stack.functions.items()}
    asked = sorted(cloud.calls.actions)
    assert asked
    assert [call for call in asked if call[1:] not in grants[call[0]]] == []
