"""The embedded engine as a child of this process."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.contract import values as make
from tests.contract.conftest import on_dynamodb

import factcheck
from factcheck.domain.errors import StoreUnavailableError
from factcheck.local import engine as engine_module
from factcheck.local.engine import EmbeddedEngine, EngineUnavailableError, find_binary, open_database, package_name
from factcheck.settings import Settings
from factcheck.store.clients import dynamodb_client, streams_client
from factcheck.store.tables import TableNames, create_tables

pytestmark = pytest.mark.engine

NAMES = TableNames("one-main", "one-index", "one-changes", "one-idempotency", "one-keys")


_GIVEN = Settings.from_environment(os.environ).engine_binary
BINARY = None if _GIVEN is None else Path(_GIVEN)


def embedded(data_dir: Path) -> EmbeddedEngine:
    """The engine that these tests are about."""
    return EmbeddedEngine(data_dir, binary=BINARY)


def wait_until(holds, seconds: float = 10.0) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not (true := holds()) and time.monotonic() < deadline:
        os.sched_yield()
    return bool(true)


def stores_on(engine):
    client = dynamodb_client("eu-central-1", engine.endpoint)
    create_tables(client, NAMES)
    return on_dynamodb(client, NAMES)


def commit(stores, text):
    article = make.article(text)
    stores.articles.save_reading(article, make.reading(article), make.VERSIONS)
    assert stores.articles.commit(article, make.sheet(make.reading(article)), make.lone(article))
    return article.header.id


def sequence_numbers(engine, after: str | None = None) -> list[int]:
    """What the change stream tells, from its start or after a sequence number."""
    arn = dynamodb_client("eu-central-1", engine.endpoint).describe_table(TableName=NAMES.changes)["Table"]
    client = streams_client("eu-central-1", engine.endpoint)
    numbers = []
    for shard in client.describe_stream(StreamArn=arn["LatestStreamArn"])["StreamDescription"]["Shards"]:
        position = {"ShardIteratorType": "TRIM_HORIZON"}
        if after is not None:
            position = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        iterator = client.get_shard_iterator(StreamArn=arn["LatestStreamArn"], ShardId=shard["ShardId"], **position)
        while True:
            answer = client.get_records(ShardIterator=iterator["ShardIterator"])
            numbers += [int(record["dynamodb"]["SequenceNumber"]) for record in answer["Records"]]
            if not answer["Records"] or "NextShardIterator" not in answer:
                break
            iterator = {"ShardIterator": answer["NextShardIterator"]}
    return numbers


def test_what_was_stored_is_there_after_a_restart(tmp_path):
    with embedded(tmp_path) as engine:
        kept = commit(stores_on(engine), "First " + make.TEXT)
        assert engine.healthy()
    assert not engine.healthy()
    with embedded(tmp_path) as engine:
        assert stores_on(engine).articles.load(kept).article.header.id == kept


def test_a_killed_engine_comes_back_at_the_same_address_with_all_that_was_answered(tmp_path):
    with embedded(tmp_path) as engine:
        stores, killed = stores_on(engine), engine.pid
        kept = [commit(stores, f"{n} {make.TEXT}") for n in range(20)]
        before = sequence_numbers(engine)
        os.kill(killed, signal.SIGKILL)

        assert wait_until(lambda: engine.pid != killed and engine.healthy())
        assert sorted(stores.articles.cards(kept)) == sorted(kept)
        assert sequence_numbers(engine) == before
        commit(stores, "Later " + make.TEXT)
        later = sequence_numbers(engine, after=str(before[-1]))
        assert len(before) == 20
        assert before == sorted(set(before))
        assert len(later) == 1
        assert later[0] > before[-1]


def test_commits_that_run_while_the_engine_is_killed_are_there_once_or_not_at_all(tmp_path):
    with embedded(tmp_path) as engine:
        stores, killed, answered = stores_on(engine), engine.pid, []

        def submit(worker):
            for number in range(12):
                article = make.article(f"{worker} {number} {make.TEXT}")
                with contextlib.suppress(StoreUnavailableError):
                    stores.articles.save_reading(article, make.reading(article), make.VERSIONS)
                    stores.articles.commit(article, make.sheet(make.reading(article)), make.lone(article))
                    answered.append(article.header.id)
                if worker == 0 and number == 5:
                    os.kill(killed, signal.SIGKILL)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(submit, range(4)))
        assert wait_until(lambda: engine.pid != killed and engine.healthy())
        assert len(answered) >= 20
        assert all(stores.articles.load(article_id) is not None for article_id in answered)
        numbers = sequence_numbers(engine)
        assert numbers == sorted(set(numbers))
        assert len(numbers) >= len(answered)
        change = {"TableName": NAMES.changes, "Select": "COUNT"}
        assert stores.client.scan(**change)["Count"] == len(numbers)


OWNER = """
import sys, time
from pathlib import Path
from factcheck.local.engine import EmbeddedEngine
binary = Path(sys.argv[2]) if sys.argv[2] else None
with EmbeddedEngine(Path(sys.argv[1]), binary=binary) as engine:
    print(engine.pid, flush=True)
    time.sleep(60)
"""


def owner_of(data_dir: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that runs an engine, and the engine's id."""
    environment = {**os.environ, "PYTHONPATH": str(Path(factcheck.__file__).parents[1])}
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data_dir), str(BINARY or "")],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    return owner, int(owner.stdout.readline())


def end(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.wait()
    owner.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends the orphan")
def test_the_engine_of_a_killed_service_ends_with_it(tmp_path):
    owner, pid = owner_of(tmp_path)
    end(owner)

    assert wait_until(lambda: not engine_module._command_line(pid))


def test_an_orphan_is_ended_before_the_folder_is_used_again(tmp_path):
    binary = find_binary(BINARY)
    database = (tmp_path / "store.db").resolve()
    orphan = subprocess.Popen(
        [binary, "--port", str(engine_module._free_port()), "--db-path", database], stdout=subprocess.DEVNULL
    )
    # The kernel shows the arguments of a new program a moment after it started.
    assert wait_until(lambda: str(database) in engine_module._command_line(orphan.pid))
    (tmp_path / "engine.pid").write_text(str(orphan.pid))
    try:
        with embedded(tmp_path):
            assert orphan.wait(5) == -signal.SIGKILL
    finally:
        orphan.kill()


def test_a_stale_process_id_of_another_program_is_left_alone(tmp_path):
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (tmp_path / "engine.pid").write_text(str(bystander.pid))
    with embedded(tmp_path):
        assert bystander.poll() is None
    bystander.communicate(b"\n")


def test_a_folder_has_one_engine_at_a_time(tmp_path):
    with embedded(tmp_path), pytest.raises(EngineUnavailableError, match="Another service uses"):
        embedded(tmp_path).start()
    with embedded(tmp_path) as engine:
        assert engine.healthy()


def test_a_missing_binary_is_told_with_what_to_do(tmp_path):
    with pytest.raises(EngineUnavailableError) as missing:
        find_binary(roots=(tmp_path,))

    assert package_name() in missing.value.detail
    assert "npm ci" in missing.value.detail
    assert "FACTCHECK_DYNAMODB_ENDPOINT" in missing.value.detail


def test_a_wrong_binary_is_told_with_what_to_do(tmp_path):
    settings = Settings(data_dir=str(tmp_path), engine_binary=str(tmp_path / "none"))
    with pytest.raises(EngineUnavailableError, match="FACTCHECK_ENGINE_BINARY names "), open_database(settings):
        pass


def test_a_program_that_does_not_answer_is_no_engine(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "_START_SECONDS", 0.3)
    with pytest.raises(EngineUnavailableError, match="did not start"):
        EmbeddedEngine(tmp_path, binary=Path("/bin/true")).start()


def test_a_given_endpoint_takes_the_engines_place(tmp_path):
    settings = Settings(data_dir=str(tmp_path / "data"), dynamodb_endpoint="http://127.0.0.1:1")
    with open_database(settings) as endpoint:
        assert endpoint == "http://127.0.0.1:1"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("linux", "x86_64", "@dynoxide/linux-x64"),
        ("linux", "aarch64", "@dynoxide/linux-arm64"),
        ("darwin", "arm64", "@dynoxide/darwin-arm64"),
        ("darwin", "x86_64", "@dynoxide/darwin-x64"),
        ("win32", "AMD64", "@dynoxide/win32-x64"),
    ],
)
def test_the_package_is_named_after_the_machine(monkeypatch, system, machine, package):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)

    assert package_name() == package


def test_tables_can_be_made_twice_and_keep_what_they_hold(dynamodb):
    kept = commit(dynamodb, make.TEXT)
    create_tables(dynamodb.client, dynamodb.names)

    assert list(dynamodb.articles.cards([kept])) == [kept]
    for table in (dynamodb.names.main, dynamodb.names.changes, dynamodb.names.idempotency, dynamodb.names.keys):
        ttl = dynamodb.client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "expires_at")


def test_a_stopped_engine_leaves_the_store_unavailable(tmp_path):
    with embedded(tmp_path) as engine:
        stores = stores_on(engine)
    with pytest.raises(StoreUnavailableError):
        stores.articles.load("art_x")
