import pytest
from tests.world import World

from factcheck.app.authenticate import SCOPES, hash_secret
from factcheck.domain.errors import ForbiddenError, RateLimitedError, UnauthenticatedError
from factcheck.domain.values import ApiKey


def world(**fields):
    made = World(require_key=True)
    given = {"id": "key-1", "scopes": frozenset({"read"})}
    made.keys.put(hash_secret("secret"), ApiKey(**(given | fields)))
    return made


def test_without_keys_everything_is_allowed():
    caller = World().authenticate(None, None, "admin")
    assert (caller.key_id, caller.scopes, caller.owner) == (None, SCOPES, None)


@pytest.mark.parametrize("secret", [None, "wrong"])
def test_no_key_or_an_unknown_one_is_refused(secret):
    with pytest.raises(UnauthenticatedError):
        world().authenticate(secret, None, "read")


def test_an_unknown_key_is_refused_even_where_none_is_needed():
    with pytest.raises(UnauthenticatedError):
        World().authenticate("wrong", None, "read")


def test_a_scope_that_the_key_lacks_is_forbidden():
    with pytest.raises(ForbiddenError):
        world().authenticate("secret", None, "submit")


def test_admin_contains_the_other_scopes():
    assert world(scopes=frozenset({"admin"})).authenticate("secret", None, "submit").key_id == "key-1"


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example"])
def test_a_browser_key_works_from_its_origins_only(origin):
    bound = world(origins=("https://reader.example",))
    assert bound.authenticate("secret", "https://reader.example", "read")
    with pytest.raises(ForbiddenError):
        bound.authenticate("secret", origin, "read")


def test_too_many_calls_in_a_minute_are_refused_with_the_seconds_to_wait():
    limited = world(rate_per_minute=2)
    limited.authenticate("secret", None, "read")
    limited.authenticate("secret", None, "read")
    with pytest.raises(RateLimitedError) as refusal:
        limited.authenticate("secret", None, "read")
    assert refusal.value.retry_after == 60


def test_without_contribute_what_is_submitted_is_ones_own():
    assert world().authenticate("secret", None, "read").owner == "key-1"
    assert world(scopes=frozenset({"read", "contribute"})).authenticate("secret", None, "read").owner is None
