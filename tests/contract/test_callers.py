"""What every IdempotencyStore and KeyStore does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract import values as make

from factcheck.domain.values import ApiKey

NOON = make.NOON


def test_a_key_stays_with_its_body(stores):
    assert stores.idempotency.claim("k", "body-1", NOON)
    assert stores.idempotency.claim("k", "body-1", NOON)
    assert not stores.idempotency.claim("k", "body-2", NOON)
    assert stores.idempotency.claim("other", "body-2", NOON)


def test_a_key_is_free_after_24_hours_from_its_first_use(stores):
    stores.idempotency.claim("k", "body-1", NOON)
    stores.idempotency.claim("k", "body-1", NOON + timedelta(hours=23))

    assert not stores.idempotency.claim("k", "body-2", NOON + timedelta(hours=23, minutes=59))
    assert stores.idempotency.claim("k", "body-2", NOON + timedelta(hours=24))
    assert not stores.idempotency.claim("k", "body-1", NOON + timedelta(hours=24))


def test_of_two_bodies_at_once_one_gets_the_key(stores):
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda n: (n % 2, stores.idempotency.claim("k", f"body-{n % 2}", NOON)), range(8)))

    assert sorted({(body, won) for body, won in claimed}) in ([(0, False), (1, True)], [(0, True), (1, False)])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.text(max_size=3000))
def test_any_text_can_be_a_key(stores, key):
    assert stores.idempotency.claim(key, "body", NOON)


def test_an_api_key_is_found_by_its_hash(stores):
    plain = ApiKey("key_1", frozenset())
    full = ApiKey("key_2", frozenset({"read", "submit"}), ("https://a.example", "https://b.example"), 60)
    stores.keys.put("aa", plain)
    stores.keys.put("bb", full)

    assert stores.keys.find("aa") == plain
    assert stores.keys.find("bb") == full
    assert stores.keys.find("cc") is None


def test_an_api_key_can_be_replaced(stores):
    stores.keys.put("aa", ApiKey("key_1", frozenset({"read"}), rate_per_minute=5))
    stores.keys.put("aa", ApiKey("key_1", frozenset({"submit"})))

    assert stores.keys.find("aa") == ApiKey("key_1", frozenset({"submit"}))


def test_calls_are_counted_by_key_and_minute_without_losing_one(stores):
    minute = int(NOON.timestamp()) // 60
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: stores.keys.count_call("key_1", minute), range(24))) == list(range(1, 25))

    assert stores.keys.count_call("key_1", minute + 1) == 1
    assert stores.keys.count_call("key_2", minute) == 1
