"""A process keeps entries of the index that it has read, a bounded number of them, and never an outdated one."""

import pytest
from tests.contract import values as make

from factcheck.store import packing
from factcheck.store.claim_index import DynamoClaimIndex

pytestmark = pytest.mark.engine


@pytest.fixture
def unpacked(monkeypatch):
    """How often entries were unpacked, as a list that grows."""
    calls = []
    unpack = packing.unpack_entry

    def counted(packed):
        calls.append(packed)
        return unpack(packed)

    monkeypatch.setattr(packing, "unpack_entry", counted)
    return calls


def test_an_entry_that_was_read_before_is_not_unpacked_again(dynamodb, unpacked):
    entry = make.entry(make.article(), cells=(1,))
    dynamodb.index.put(entry)
    assert [dynamodb.index.load([entry.header.id]) for _ in range(3)] == [[entry]] * 3
    assert len(unpacked) == 1


def test_what_another_process_puts_in_the_place_of_an_entry_is_seen(dynamodb, unpacked):
    old = make.entry(make.article(), cells=(1,))
    dynamodb.index.put(old)
    dynamodb.index.load([old.header.id])
    new = make.entry(make.article(), cells=(1, 2))
    DynamoClaimIndex(dynamodb.client, dynamodb.names).put(new)
    assert dynamodb.index.load([old.header.id]) == [new]
    DynamoClaimIndex(dynamodb.client, dynamodb.names).remove(old.header.id)
    assert dynamodb.index.load([old.header.id]) == []


def test_no_more_entries_are_kept_than_told(dynamodb, unpacked):
    index = DynamoClaimIndex(dynamodb.client, dynamodb.names, remembered=2)
    entries = [make.entry(make.article(f"{n} {make.TEXT}"), cells=(1,)) for n in range(3)]
    for each in entries:
        index.put(each)
        index.load([each.header.id])
    unpacked.clear()
    index.load([entries[2].header.id])
    index.load([entries[1].header.id])
    assert not unpacked
    index.load([entries[0].header.id])
    assert len(unpacked) == 1
