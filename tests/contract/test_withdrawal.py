"""What every ArticleStore does when an article is withdrawn."""

from dataclasses import replace

import pytest
from tests.contract import values as make

from factcheck.domain import values as v
from factcheck.domain.errors import VersionConflictError


def commit(stores, article):
    reading = make.reading(article)
    stores.articles.save_reading(article, reading, make.VERSIONS)
    stores.articles.commit(article, make.sheet(reading), make.lone(article))
    return article.header.id


def test_a_withdrawn_article_is_invisible_and_keeps_its_edges_for_the_worker(stores):
    article, other = make.article(), make.article("Other " + make.TEXT)
    one, two = commit(stores, article), commit(stores, other)
    group = v.EdgeGroup(one, other.header, (), copy=True)
    stores.articles.save_edges([group, v.EdgeGroup(two, article.header, (), copy=True)])

    assert stores.articles.withdraw(one)

    assert stores.articles.load(one) is None
    assert stores.articles.sheet(one) is None
    assert stores.articles.cards([one, two]).keys() == {two}
    assert stores.articles.withdrawing(one)
    assert stores.articles.edges(one) == (group,)
    assert not stores.articles.withdraw(one)


def test_edges_are_dropped_at_the_other_end(stores):
    article, other = make.article(), make.article("Other " + make.TEXT)
    one, two = commit(stores, article), commit(stores, other)
    stores.articles.save_edges([v.EdgeGroup(two, article.header, (), copy=True)])

    stores.articles.drop_edges([two, "art_" + "q" * 26], one)
    stores.articles.drop_edges([two], one)

    assert stores.articles.edges(two) == ()


def test_nothing_is_left_of_what_was_purged(stores):
    article = make.article()
    one = commit(stores, article)
    stores.articles.save_edges([v.EdgeGroup(one, make.article("Other " + make.TEXT).header, (), copy=True)])
    stores.articles.withdraw(one)

    stores.articles.purge(one)
    stores.articles.purge(one)

    assert not stores.articles.withdrawing(one)
    assert stores.articles.edges(one) == ()
    commit(stores, replace(article, header=replace(article.header, title="Anew")))
    assert stores.articles.load(one).article.header.title == "Anew"
    assert stores.articles.load(one).edges == ()


def test_only_what_was_withdrawn_is_purged(stores):
    one = commit(stores, make.article())

    stores.articles.purge(one)

    assert stores.articles.load(one) is not None


def test_what_is_not_committed_cannot_be_withdrawn(stores):
    assert not stores.articles.withdraw("art_" + "a" * 26)
    assert not stores.articles.withdrawing("art_" + "a" * 26)


def test_verdicts_of_a_withdrawn_article_cannot_be_written(stores):
    article = make.article()
    one = commit(stores, article)
    sheet = stores.articles.sheet(one)
    stores.articles.withdraw(one)

    with pytest.raises(VersionConflictError):
        stores.articles.save_sheet(one, replace(sheet, version=sheet.version + 1), ())


@pytest.mark.engine
def test_a_withdrawal_is_told_to_the_change_stream(dynamodb):
    one = commit(dynamodb, make.article())
    dynamodb.articles.withdraw(one)

    items = dynamodb.client.scan(TableName=dynamodb.names.changes)["Items"]
    assert sorted(item["kind"]["S"] for item in items) == ["committed", "deleted"]
