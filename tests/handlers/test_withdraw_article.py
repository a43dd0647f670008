"""DELETE /v1/articles/{id}."""

import pytest
from tests.handlers.fakes import ARTICLE_ID

from factcheck.domain.errors import ForbiddenError, StoreUnavailableError


@pytest.fixture
def withdraw(call):
    return lambda name="withdraw_article", **changes: call("withdraw_article", name, **changes)


def test_an_article_is_withdrawn_for_who_asks(withdraw, container):
    answer = withdraw()

    assert (answer.status, answer.text) == (204, "")
    ((name, (article,), options),) = container.asked
    assert (name, article, options["caller"].key_id) == ("withdraw_article", ARTICLE_ID, "key_1")
    assert [scope for _, _, scope in container.authenticated] == ["submit"]


def test_what_is_not_there_is_404(withdraw, event):
    given = event("withdraw_article")
    path = given["rawPath"].replace(ARTICLE_ID, "art_" + "a" * 26)
    given["rawPath"] = given["requestContext"]["http"]["path"] = path

    answer = withdraw(given)

    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("error", "status"), [(ForbiddenError("no"), 403), (StoreUnavailableError("no"), 503)])
def test_refusals_are_problems(withdraw, container, error, status):
    container.raises = error
    assert withdraw().status == status
