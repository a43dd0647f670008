"""The one factory of AWS clients, and the one place that turns their errors into the domain's."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from factcheck.domain.errors import StoreUnavailableError, VersionConflictError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_sqs import SQSClient

CONNECT_TIMEOUT_SECONDS = 1
READ_TIMEOUT_SECONDS = 3
ATTEMPTS = 3
"""With the timeouts above and the pauses between attempts, a call to a silent database ends within 12 seconds."""

POOL_CONNECTIONS = 32
"""Enough for the parallel queries of several requests in one process."""

_UNAVAILABLE = frozenset({
    "InternalServerError",
    "InternalFailure",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "RequestThrottled",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
})  # fmt: skip

_CONFLICT = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})


class ConditionFailedError(VersionConflictError):
    """The condition of a write did not hold; `item` is what stands there (None: nothing, or not asked for)."""

    def __init__(self, detail: str, item: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.item = item


def dynamodb_client(region: str, endpoint_url: str | None = None) -> "DynamoDBClient":
    """A client for DynamoDB, or for the server behind `endpoint_url`. Thread-safe; make it once."""
    client: DynamoDBClient = _client("dynamodb", region, endpoint_url)
    for reading in ("Query", "BatchGetItem"):
        client.meta.events.register(f"before-parse.dynamodb.{reading}", _read_items)
    return client


def _read_items(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    """Read an answer full of items in the place of botocore's parser, to the same result.

    That walks through the service's model for every attribute, which took longer than all else about a list of
    postings. Sets and nested bytes are not stored here; an answer without items, and every error, is left to it.
    """
    if response_dict["status_code"] != HTTPStatus.OK:
        return
    answer = json.loads(response_dict["body"])
    tables = answer.get("Responses", {}).values() if "Responses" in answer else (answer.get("Items", ()),)
    for items in tables:
        for item in items:
            for value in item.values():
                if "B" in value:
                    value["B"] = b64decode(value["B"])
    customized_response_dict.update(answer)
    response_dict["body"] = b"{}"


def streams_client(region: str, endpoint_url: str | None = None) -> "DynamoDBStreamsClient":
    """A client for DynamoDB Streams; parameters go unchecked, for the engine's shard ids are shorter than AWS's."""
    client: DynamoDBStreamsClient = _client("dynamodbstreams", region, endpoint_url, parameter_validation=False)
    return client


def sqs_client(region: str, endpoint_url: str | None = None) -> "SQSClient":
    """A client for SQS. Thread-safe; make it once."""
    client: SQSClient = _client("sqs", region, endpoint_url)
    return client


def s3vectors_client(region: str, endpoint_url: str | None = None) -> Any:  # noqa: ANN401 - it has no stubs here
    """A client for S3 Vectors. Thread-safe; make it once."""
    return _client("s3vectors", region, endpoint_url)


def _client(service: str, region: str, endpoint_url: str | None, *, parameter_validation: bool = True) -> Any:  # noqa: ANN401 - callers name the type
    # Imported here, since it takes a quarter of a second and not every process needs it.
    from botocore.config import Config  # noqa: PLC0415
    from botocore.session import get_session  # noqa: PLC0415

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=POOL_CONNECTIONS,
        parameter_validation=parameter_validation,
        tcp_keepalive=True,
        # botocore puts a longer one together for each of its calls, twice, which takes a tenth of their time.
        user_agent="factcheck",
    )
    # A server that is not AWS's checks no signature, and a search for credentials would take seconds off AWS.
    own = endpoint_url is not None and not (urlsplit(endpoint_url).hostname or "").endswith(".amazonaws.com")
    credentials: dict[str, Any] = {"aws_access_key_id": "local", "aws_secret_access_key": "local"} if own else {}
    return get_session().create_client(
        service, region_name=region, endpoint_url=endpoint_url, config=config, **credentials
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise the domain's errors in the place of botocore's.

    Raises:
        StoreUnavailableError: not reached, timed out, throttled beyond the retries, or the table is missing.
        VersionConflictError: a condition did not hold, or a transaction holds the item.
    """
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _CONFLICT:
            item: Any = error.response.get("Item")
            raise ConditionFailedError(f"The write lost to another one ({code}).", item) from error
        if code in _UNAVAILABLE or status >= 500:  # noqa: PLR2004 - HTTP's line between the caller's and the server's
            raise StoreUnavailableError(f"The database did not answer ({code}).") from error
        raise
    except ParamValidationError:
        raise
    except BotoCoreError as error:
        raise StoreUnavailableError(f"The database cannot be reached ({type(error).__name__}).") from error
