"""What every FactCheckStore does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract import values as make

from factcheck.crosscheck.search import signs
from factcheck.domain.factchecks import FactCheck, FiledFactCheck, factcheck_id
from factcheck.domain.values import VerdictLabel
from factcheck.store.factchecks import DynamoFactCheckStore
from factcheck.store.memory_factchecks import MemoryFactCheckStore


@pytest.fixture(params=["memory", pytest.param("engine", marks=pytest.mark.engine)])
def store(request):
    if request.param == "memory":
        return MemoryFactCheckStore(signs=signs)
    stores = request.getfixturevalue("dynamodb")
    return DynamoFactCheckStore(stores.client, stores.names, signs=signs, clock=stores.clock)


def factcheck(number: int = 0, **fields: object) -> FactCheck:
    url = f"https://facts.example/{number}"
    claim = f"Dam number {number} holds 40 million cubic metres."
    given = {
        "id": factcheck_id(claim=claim, source="facts.example", url=url, title=None),
        "claim": claim,
        "source": "facts.example",
        "verdict": VerdictLabel.REFUTED,
        "rating": "Pants on Fire",
        "score": 0.125,
        "title": "Not so much – by far",
        "summary": "It holds 30.",
        "url": url,
        "published_at": make.NOON - timedelta(days=number),
        "claimant": "Ilse Brandt",
    }
    return FactCheck(**(given | fields))


def filed(number: int = 0, cells=(1, 2), words=("dam",), **fields: object) -> FiledFactCheck:
    vector = bytes((number * 7 + n) % 256 for n in range(384))
    return FiledFactCheck(factcheck(number, **fields), vector, tuple(cells), tuple(words))


def test_a_factcheck_is_loaded_as_it_was_put(store):
    bare = FiledFactCheck(FactCheck("fck_" + "a" * 26, "It is so.", "unknown"), bytes(384), (), ())
    store.put([filed(), bare])

    assert store.load([factcheck().id, bare.factcheck.id, factcheck(9).id]) == sorted(
        [(filed().factcheck, filed().vector), (bare.factcheck, bare.vector)], key=lambda pair: pair[0].id
    )
    assert store.load([]) == []


def test_only_what_is_stored_just_so_is_unchanged(store):
    store.put([filed(0), filed(1)])
    changed = replace(factcheck(1), rating="Half True")

    assert store.unchanged([factcheck(0), changed, factcheck(2)]) == {factcheck(0).id}


def test_a_new_version_takes_the_place_of_the_old_one(store):
    store.put([filed()])
    store.put([filed(rating="Half True", verdict=VerdictLabel.CONFLICTING)])

    ((found, _),) = store.load([factcheck().id])
    assert found.rating == "Half True"


def test_what_has_not_settled_can_be_found_and_does_not_count_as_stored(store):
    store.put([filed()], settled=False)

    assert store.unchanged([factcheck()]) == set()
    assert store.load([factcheck().id])[0][0] == factcheck()
    assert store.by_words(["dam"])["dam"] == [factcheck().id]
    store.settle([filed()])
    assert store.unchanged([factcheck()]) == {factcheck().id}


def test_words_lead_to_what_is_filed_under_them(store):
    store.put([filed(0, words=("dam", "ostvik")), filed(1, words=("dam",))])
    store.put([filed(2, words=("dam", "dams"))])

    found = store.by_words(["dam", "ostvik", "da", "nothing"])
    assert found["dam"] == sorted(factcheck(n).id for n in range(3))
    assert found["ostvik"] == [factcheck(0).id]
    assert not found["da"]
    assert not found["nothing"]


def test_cells_lead_to_signs(store):
    store.put([filed(0, cells=(1, 2)), filed(1, cells=(2,))])
    store.put([filed(2, cells=(22,))])

    assert store.by_cells([1, 2]) == {factcheck(n).id: signs(filed(n).vector) for n in (0, 1)}
    assert store.by_cells([22]) == {factcheck(2).id: signs(filed(2).vector)}
    assert store.by_cells([]) == {}


def test_filing_twice_changes_nothing(store):
    for company in ([filed(0)], [filed(0)], [filed(0), filed(1)]):
        store.put(company)

    assert store.by_words(["dam"]) == {"dam": sorted([factcheck(0).id, factcheck(1).id])}
    assert set(store.by_cells([1])) == {factcheck(0).id, factcheck(1).id}


def test_many_are_stored_in_one_call(store):
    store.put([filed(n, words=("dam", f"word{n}")) for n in range(120)])

    assert len(store.by_words(["dam"])["dam"]) == 120
    assert len(store.load(factcheck(n).id for n in range(120))) == 120


@pytest.mark.engine
def test_of_a_word_of_very_many_the_newest_are_read(dynamodb, monkeypatch):
    monkeypatch.setattr("factcheck.store.factchecks.BLOCKS_READ", 2)
    store = DynamoFactCheckStore(dynamodb.client, dynamodb.names, signs=signs, clock=dynamodb.clock)
    for number in (3, 1, 2):
        store.put([filed(number)])
    store.put([filed(4, published_at=None)])

    assert store.by_words(["dam"])["dam"] == sorted([factcheck(1).id, factcheck(2).id])


@pytest.mark.engine
def test_what_was_cut_off_before_its_end_is_not_taken_for_stored(dynamodb, monkeypatch):
    store = DynamoFactCheckStore(dynamodb.client, dynamodb.names, signs=signs, clock=dynamodb.clock)
    with monkeypatch.context() as patch:
        patch.setattr(store._main, "write_many", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.put([filed()])

    assert store.unchanged([factcheck()]) == set()
    store.put([filed()])
    assert store.unchanged([factcheck()]) == {factcheck().id}
    assert store.by_words(["dam"])["dam"] == [factcheck().id]
