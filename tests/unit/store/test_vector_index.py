"""What is asked of S3 Vectors is what its own model allows, and what it answers is read as the lists are."""

from datetime import timedelta

import pytest
from botocore.stub import ANY, Stubber
from tests.contract import values as make

from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.values import CELL_NUMBERS
from factcheck.store.clients import s3vectors_client
from factcheck.store.memory import MemoryClaimIndex
from factcheck.store.vector_index import NEAREST, S3VectorsClaimIndex

ARN = "arn:aws:s3vectors:eu-central-1:123456789012:bucket/factcheck-index/index/articles"
WORD = CELL_NUMBERS + 0xABC
WINDOW = (make.NOON - timedelta(days=45), make.NOON + timedelta(days=45))


@pytest.fixture
def vectors(monkeypatch):
    # The stubber answers before anything is sent, and checks every request against botocore's model of the service.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    client = s3vectors_client("eu-central-1")
    with Stubber(client) as stubber:
        yield stubber, S3VectorsClaimIndex(client, ARN, MemoryClaimIndex())


def put(stubber, index, entry):
    sent = {}
    stubber.client.meta.events.register_first(
        "provide-client-params.s3vectors.PutVectors", lambda params, **_: sent.update(params)
    )
    stubber.add_response("put_vectors", {}, {"indexArn": ARN, "vectors": ANY})
    index.put(entry)
    return sent["vectors"][0]


def entry(name="one", cells=(3, WORD)):
    return make.entry(make.article(f"{name} {make.TEXT}"), cells=cells)


def test_an_article_is_put_as_one_vector_with_its_lists(vectors):
    stubber, index = vectors
    one = entry()
    stored = put(stubber, index, one)
    assert stored["key"] == one.header.id
    assert stored["data"]["float32"] == [float(b) for b in memoryview(one.vector).cast("b")]
    assert stored["metadata"]["lists"] == [f"{WORD:x}"]
    assert index.load([one.header.id]) != []
    stubber.assert_no_pending_responses()


def test_metadata_keeps_to_the_limits_of_the_service(vectors):
    stubber, index = vectors
    numbers = (*range(3), *range(WORD, WORD + 20))
    metadata = put(stubber, index, entry(cells=numbers))["metadata"]
    filterable = {name: value for name, value in metadata.items() if name != "marks"}
    assert len(str(filterable)) < 2048
    assert len(str(metadata)) < 40_000


def test_a_look_up_asks_for_the_nearest_and_for_those_in_the_same_lists(vectors):
    stubber, index = vectors
    one, two = entry("one"), entry("two")
    stored = put(stubber, index, two)
    found = {"vectors": [{"key": two.header.id, "metadata": stored["metadata"]}], "distanceMetric": "cosine"}
    for _ in range(2):
        stubber.add_response(
            "query_vectors",
            found,
            {"indexArn": ARN, "topK": NEAREST, "queryVector": ANY, "filter": ANY, "returnMetadata": True},
        )
    (hit,) = index.related(one.cells, *WINDOW, vector=one.vector)
    assert (hit.article_id, hit.when) == (two.header.id, two.header.when)
    assert hit.marks == tuple(zip(two.cells, two.marks, strict=True))
    stubber.assert_no_pending_responses()


def test_one_that_shares_no_list_is_told_by_its_article(vectors):
    stubber, index = vectors
    stored = put(stubber, index, entry("two", cells=(9,)))
    answer = {"vectors": [{"key": "art_two", "metadata": stored["metadata"]}], "distanceMetric": "cosine"}
    stubber.add_response("query_vectors", answer)
    (hit,) = index.related([3], *WINDOW, vector=entry().vector)
    assert [number for number, _ in hit.marks] == [3]


def test_what_is_removed_is_removed_from_both(vectors):
    stubber, index = vectors
    one = entry()
    put(stubber, index, one)
    stubber.add_response("delete_vectors", {}, {"indexArn": ARN, "keys": [one.header.id]})
    index.remove(one.header.id)
    assert index.load([one.header.id]) == []
    stubber.assert_no_pending_responses()


def test_an_article_without_claims_has_no_vector(vectors):
    stubber, index = vectors
    stubber.add_response("delete_vectors", {})
    index.put(make.v.IndexEntry(make.article().header, b"", (), (), ()))
    assert index.related((), *WINDOW, vector=b"") == []
    stubber.assert_no_pending_responses()


@pytest.mark.parametrize("code", ["TooManyRequestsException", "ServiceUnavailableException", "InternalServerException"])
def test_a_service_that_does_not_answer_is_the_stores_error(vectors, code):
    stubber, index = vectors
    stubber.add_client_error("put_vectors", code, http_status_code=503)
    with pytest.raises(StoreUnavailableError):
        index.put(entry())
