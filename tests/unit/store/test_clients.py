"""The one factory of AWS clients."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
