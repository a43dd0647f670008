"""The one factory of AWS clients."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.session import get_session

import factcheck
from factcheck.store.clients import dynamodb_client, sqs_client, streams_client


@pytest.fixture(autouse=True)
def account(monkeypatch):
    """Without these, a client for AWS looks for credentials on the network."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.mark.parametrize("make", [dynamodb_client, streams_client, sqs_client])
def test_no_call_waits_for_long(make):
    config = make("eu-central-1", "http://127.0.0.1:1").meta.config

    assert (config.connect_timeout, config.read_timeout) == (1, 3)
    assert config.retries["mode"] == "standard"
    assert config.retries["total_max_attempts"] == 3


def test_region_and_endpoint_are_those_asked_for():
    assert dynamodb_client("eu-north-1").meta.region_name == "eu-north-1"
    assert dynamodb_client("eu-north-1", "http://127.0.0.1:1").meta.endpoint_url == "http://127.0.0.1:1"


def signed_with(client) -> str:
    url = client.generate_presigned_url("get_item", Params={"TableName": "main", "Key": {"PK": {"S": "p"}}})
    return url.partition("X-Amz-Credential=")[2].partition("%2F")[0]


def test_only_another_server_than_aws_gets_made_up_credentials():
    assert signed_with(dynamodb_client("eu-central-1")) == "AKIDEXAMPLE"
    assert signed_with(dynamodb_client("eu-central-1", "https://dynamodb.eu-west-1.amazonaws.com")) == "AKIDEXAMPLE"
    assert signed_with(dynamodb_client("eu-central-1", "http://localhost:8001")) == "local"


def test_importing_the_stores_does_not_import_the_aws_sdk():
    code = (
        "import sys, factcheck.store.articles, factcheck.store.claim_index, factcheck.store.jobs, "
        "factcheck.store.callers, factcheck.store.queue, factcheck.store.tables, factcheck.store.memory; "
        "sys.exit('botocore' in sys.modules or 'boto3' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(factcheck.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


STORED = {
    "PK": {"S": "p"},
    "count": {"N": "12"},
    "copy": {"BOOL": True},
    "nothing": {"B": ""},
    "mark": {"B": "AAH+/w=="},
    "cells": {"L": [{"N": "1"}, {"S": "ü"}]},
}
"""As the service sends it."""

QUERY = {
    "TableName": "main",
    "KeyConditionExpression": "PK = :pk",
    "ExpressionAttributeValues": {":pk": {"S": "p"}},
}


class _Body:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self):
        yield self.content


def answering(client, answer, status=200):
    """The client, with every request answered so."""
    body = json.dumps(answer).encode()
    client.meta.events.register("before-send", lambda request, **_: AWSResponse(request.url, status, {}, _Body(body)))
    return client


def as_botocore_reads():
    return get_session().create_client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url="http://127.0.0.1:1",
        config=Config(retries={"mode": "legacy"}),
    )


@pytest.mark.parametrize("answer", [
    {"Items": [STORED, {"PK": {"S": "q"}}], "Count": 2, "ScannedCount": 2},
    {"Items": [STORED], "Count": 1, "LastEvaluatedKey": {"PK": {"S": "p"}}, "ConsumedCapacity": {"CapacityUnits": 0.5}},
    {"Items": [], "Count": 0},
    {"Count": 3, "ScannedCount": 3},
])  # fmt: skip
def test_the_items_of_a_query_are_read_as_botocore_reads_them(answer):
    read = [
        answering(client, answer).query(**QUERY) for client in (dynamodb_client("eu-central-1"), as_botocore_reads())
    ]
    assert read[0] == read[1]


def test_the_items_of_a_batch_are_read_as_botocore_reads_them():
    answer = {"Responses": {"main": [STORED]}, "UnprocessedKeys": {"main": {"Keys": [{"PK": {"S": "q"}}]}}}
    wanted = {"main": {"Keys": [{"PK": {"S": "p"}}, {"PK": {"S": "q"}}]}}
    read = [
        answering(client, answer).batch_get_item(RequestItems=wanted)
        for client in (dynamodb_client("eu-central-1"), as_botocore_reads())
    ]
    assert read[0] == read[1]
    assert read[0]["Responses"]["main"][0]["mark"]["B"] == b"\0\1\xfe\xff"


def test_an_error_in_the_place_of_items_is_still_an_error():
    answer = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "no such table"}
    client = answering(dynamodb_client("eu-central-1"), answer, 400)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.query(**QUERY)
