"""The loops that DynamoDB's limits ask for, against a server that does no more than it must."""

import threading

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from factcheck.domain.errors import PayloadTooLargeError, StoreUnavailableError, VersionConflictError
from factcheck.store.clients import POOL_CONNECTIONS, ConditionFailedError, translated_errors
from factcheck.store.dynamodb import Table, in_parallel, put_action, transact
from factcheck.store.items import ITEM_LIMIT_BYTES, encode


def item(number: int) -> dict:
    return encode({"PK": "p", "SK": f"{number:04d}"})


class CanceledError(ClientError):
    def __init__(self, *codes: str) -> None:
        reasons = [{"Code": code} for code in codes]
        super().__init__(
            {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}, "TransactWriteItems"
        )


class Exceptions:
    TransactionCanceledException = CanceledError


class Stingy:
    """Serves `most` items of a batch at a time, and nothing in every second call."""

    exceptions = Exceptions

    def __init__(self, most: int = 7) -> None:
        self.most = most
        self.calls = 0
        self.largest = 0
        self.items: dict[str, dict] = {}
        self.cancellations: list[tuple[str, ...]] = []

    def _share(self, requests: list) -> tuple[list, list]:
        self.calls += 1
        self.largest = max(self.largest, len(requests))
        most = 0 if self.calls % 2 else self.most
        return requests[:most], requests[most:]

    def batch_write_item(self, *, RequestItems):  # noqa: N803 - AWS's names
        [(table, requests)] = RequestItems.items()
        served, left = self._share(requests)
        for request in served:
            if "PutRequest" in request:
                written = request["PutRequest"]["Item"]
                self.items[written["SK"]["S"]] = written
            else:
                self.items.pop(request["DeleteRequest"]["Key"]["SK"]["S"], None)
        return {"UnprocessedItems": {table: left} if left else {}}

    def batch_get_item(self, *, RequestItems):  # noqa: N803
        [(table, request)] = RequestItems.items()
        assert request["ConsistentRead"]
        served, left = self._share(request["Keys"])
        found = [self.items[key["SK"]["S"]] for key in served if key["SK"]["S"] in self.items]
        unread = {table: {"Keys": left, "ConsistentRead": True}} if left else {}
        return {"Responses": {table: found}, "UnprocessedKeys": unread}

    def query(self, **arguments):
        names = sorted(self.items)
        after = arguments.get("ExclusiveStartKey", {"SK": {"S": ""}})["SK"]["S"]
        page = [name for name in names if name > after][: self.most]
        more = {"LastEvaluatedKey": {"SK": {"S": page[-1]}}} if page and page[-1] != names[-1] else {}
        return {"Items": [self.items[name] for name in page], **more}

    def transact_write_items(self, *, TransactItems):  # noqa: N803
        self.calls += 1
        if self.cancellations:
            raise CanceledError(*self.cancellations.pop(0))


class Pauses(list):
    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def table(client, pauses=None) -> Table:
    return Table(client, "main", pause=pauses if pauses is not None else Pauses())


def test_unprocessed_writes_are_written_in_the_end():
    client, pauses = Stingy(), Pauses()
    table(client, pauses).write_many(item(n) for n in range(20))

    assert sorted(client.items) == [f"{n:04d}" for n in range(20)]
    assert pauses
    assert all(0 <= seconds <= 1 for seconds in pauses)


def test_no_batch_holds_more_than_25_writes_or_one_key_twice():
    client = Stingy(most=25)
    table(client).write_many([item(n) for n in range(60)] * 2, delete=[{"PK": "p", "SK": "0001"}])

    assert client.largest == 25
    assert len(client.items) == 59
    assert "0001" not in client.items


def test_unprocessed_keys_are_read_in_the_end():
    client = Stingy(most=1000)
    table(client).write_many(item(n) for n in range(120))
    client.most = 30

    found = table(client).get_many([{"PK": "p", "SK": f"{n:04d}"} for n in range(200)] * 2)

    assert sorted(each["SK"]["S"] for each in found) == [f"{n:04d}" for n in range(120)]
    assert client.largest <= 100


def test_a_database_that_never_gets_to_it_is_unavailable():
    client, pauses = Stingy(most=0), Pauses()
    with pytest.raises(StoreUnavailableError):
        table(client, pauses).write_many([item(1)])
    with pytest.raises(StoreUnavailableError):
        table(client, pauses).get_many([{"PK": "p", "SK": "0001"}])
    assert sum(pauses) < 10


def test_a_query_goes_on_to_the_last_page():
    client = Stingy(most=1000)
    table(client).write_many(item(n) for n in range(20))
    client.most = 6

    found = list(table(client).query("p", ("0000", "9999")))

    assert [each["SK"]["S"] for each in found] == [f"{n:04d}" for n in range(20)]


def test_a_transaction_that_collides_is_tried_again():
    client, pauses = Stingy(), Pauses()
    client.cancellations = [("None", "TransactionConflict"), ("ThrottlingError", "None")]
    transact(client, [put_action("main", item(1))], pause=pauses)

    assert client.calls == 3
    assert len(pauses) == 2


def test_a_transaction_that_only_collides_is_given_up():
    client, pauses = Stingy(), Pauses()
    client.cancellations = [("TransactionConflict",)] * 100
    with pytest.raises(StoreUnavailableError):
        transact(client, [put_action("main", item(1))], pause=pauses)
    assert sum(pauses) < 10


def test_a_failed_condition_counts_more_than_a_collision():
    client = Stingy()
    client.cancellations = [("TransactionConflict", "ConditionalCheckFailed")]
    with pytest.raises(ConditionFailedError):
        transact(client, [put_action("main", item(1))], pause=Pauses())
    assert client.calls == 1


def test_a_transaction_refused_for_another_reason_is_a_bug():
    client = Stingy()
    client.cancellations = [("ValidationError",)]
    with pytest.raises(ClientError):
        transact(client, [put_action("main", item(1))], pause=Pauses())


def test_an_item_over_400_kb_is_refused_before_it_is_sent():
    huge, client = encode({"PK": "p", "SK": "s", "type": "text", "data": bytes(ITEM_LIMIT_BYTES)}), Stingy()
    with pytest.raises(PayloadTooLargeError, match="type text"):
        table(client).put(huge)
    with pytest.raises(PayloadTooLargeError):
        table(client).write_many([huge])
    with pytest.raises(PayloadTooLargeError):
        transact(client, [put_action("main", huge)])
    assert client.calls == 0


def client_error(code: str, status: int = 400, **more: object) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}, "PutItem")


@pytest.mark.parametrize(
    "error",
    [
        client_error("ProvisionedThroughputExceededException"),
        client_error("ThrottlingException"),
        client_error("ResourceNotFoundException"),
        client_error("InternalServerError", 500),
        client_error("Anything", 503),
        EndpointConnectionError(endpoint_url="http://db"),
    ],
)
def test_a_database_that_does_not_serve_is_unavailable(error):
    with pytest.raises(StoreUnavailableError), translated_errors():
        raise error


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "TransactionConflictException"])
def test_a_lost_write_is_a_version_conflict_that_shows_the_item(code):
    with pytest.raises(VersionConflictError) as lost, translated_errors():
        raise client_error(code, Item={"PK": {"S": "p"}})
    assert lost.value.item == {"PK": {"S": "p"}}


@pytest.mark.parametrize("error", [client_error("ValidationException"), ParamValidationError(report="wrong")])
def test_a_wrong_call_stays_what_it_is(error):
    with pytest.raises(type(error)), translated_errors():
        raise error


def test_results_come_in_the_order_of_the_arguments():
    assert in_parallel(lambda n: n * n, range(100)) == [n * n for n in range(100)]


def test_calls_within_calls_are_done_however_many_there_are():
    """More at once than there are helpers, each of them asking for helpers itself."""

    def outer(n):
        return sum(in_parallel(lambda m: n * m, range(20)))

    def outermost(n):
        return sum(in_parallel(outer, range(n, n + 20)))

    assert in_parallel(outermost, range(40)) == [sum(190 * k for k in range(n, n + 20)) for n in range(40)]


def test_an_error_of_any_thread_is_raised_and_ends_the_rest():
    begun = []

    def failing(n):
        begun.append(n)
        raise ValueError(str(n))

    with pytest.raises(ValueError, match=r"\d"):
        in_parallel(failing, range(1000))
    assert len(begun) < 1000


def test_threads_are_kept_from_call_to_call():
    seen = [{thread for each in range(30) for thread in in_parallel(_thread, range(8))} for _ in range(2)]
    assert len(seen[0] | seen[1]) <= 1 + POOL_CONNECTIONS


def _thread(_):
    return threading.get_ident()
