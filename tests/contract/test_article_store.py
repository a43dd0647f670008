"""What every ArticleStore does."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract import values as make

from factcheck.domain import ids
from factcheck.domain import values as v
from factcheck.domain.errors import VersionConflictError
from factcheck.store.memory import MemoryArticleStore


def commit(stores, article, reading=None, edges=(), origin=None):
    reading = reading or make.reading(article)
    stores.articles.save_reading(article, reading, make.VERSIONS)
    stores.articles.save_edges(edges)
    sheet = make.sheet(reading)
    assert stores.articles.commit(article, sheet, origin or make.lone(article))
    return v.StoredArticle(article, reading, origin or make.lone(article), sheet, tuple(edges), make.VERSIONS)


def test_a_committed_article_is_read_back_as_it_was_written(stores):
    article, other = make.article(), make.article("Another text.")
    written = commit(stores, article, edges=[make.edge_group(article, other)])

    assert stores.articles.load(article.header.id) == written


def test_nothing_is_visible_before_the_commit(stores):
    article, other = make.article(), make.article("Another text.")
    stores.articles.save_reading(article, make.reading(article), make.VERSIONS)
    stores.articles.save_edges([make.edge_group(article, other)])

    assert stores.articles.load(article.header.id) is None
    assert stores.articles.cards([article.header.id]) == {}
    assert stores.articles.sheet(article.header.id) is None
    assert stores.articles.edges(article.header.id) == (make.edge_group(article, other),)


def test_an_unknown_article_is_nowhere(stores):
    assert stores.articles.load("art_" + "z" * 26) is None
    assert stores.articles.cards(["art_" + "z" * 26]) == {}
    assert stores.articles.cards([]) == {}
    assert stores.articles.sheet("art_" + "z" * 26) is None
    assert stores.articles.edges("art_" + "z" * 26) == ()
    assert stores.articles.history("clm_" + "z" * 26 + "_0") == ()
    assert stores.articles.history("no claim id") == ()


def test_a_second_commit_changes_nothing_and_says_so(stores):
    article = make.article()
    written = commit(stores, article)
    later = replace(article, header=replace(article.header, received_at=make.NOON + timedelta(days=1)))

    assert not stores.articles.commit(later, make.sheet(written.reading, 1, v.VerdictLabel.REFUTED), make.lone(later))
    assert stores.articles.load(article.header.id) == written


def test_exactly_one_of_many_commits_at_once_wins(stores):
    article = make.article()
    reading = make.reading(article)
    stores.articles.save_reading(article, reading, make.VERSIONS)
    start = threading.Barrier(16)

    def race(_):
        start.wait()
        return stores.articles.commit(article, make.sheet(reading), make.lone(article))

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(race, range(16))) == [False] * 15 + [True]
    assert stores.articles.load(article.header.id).sheet.version == 1


def test_the_header_that_wins_the_commit_keeps_the_reading_made_with_it(stores):
    """Two submissions of one text with other dates run at once: their readings must not be mixed."""
    early = make.article()
    late = replace(early, header=replace(early.header, published_at=make.NOON + timedelta(days=9), title="Other"))
    early_reading = make.reading(early)
    late_reading = replace(early_reading, findings=(), claims=early_reading.claims[:1])
    stores.articles.save_reading(early, early_reading, make.VERSIONS)
    stores.articles.save_reading(late, late_reading, make.VERSIONS)
    assert stores.articles.commit(early, make.sheet(early_reading), make.lone(early))

    assert stores.articles.load(early.header.id).reading == early_reading


def test_the_origin_is_part_of_the_commit(stores):
    article = make.article()
    origin = v.Origin("org_" + "a" * 26, "art_" + "a" * 26, ("a.example", "b.example"))
    commit(stores, article, origin=origin)

    assert stores.articles.cards([article.header.id]) == {article.header.id: v.ArticleCard(article.header, origin, 0)}


def test_an_origin_is_replaced_only_by_who_read_the_last_one(stores):
    article = make.article()
    commit(stores, article)
    merged = v.Origin("org_" + "a" * 26, "art_" + "a" * 26, ("a.example", "b.example"))
    stores.articles.save_origin(article.header.id, merged, 0)

    with pytest.raises(VersionConflictError):
        stores.articles.save_origin(article.header.id, make.lone(article), 0)
    assert stores.articles.cards([article.header.id])[article.header.id] == v.ArticleCard(article.header, merged, 1)

    stores.articles.save_origin(article.header.id, make.lone(article), 1)
    assert stores.articles.load(article.header.id).origin == make.lone(article)


def test_an_origin_of_an_article_that_is_not_there_conflicts(stores):
    article = make.article()
    with pytest.raises(VersionConflictError):
        stores.articles.save_origin(article.header.id, make.lone(article), 0)
    assert stores.articles.cards([article.header.id]) == {}


def test_a_sheet_is_replaced_only_by_the_next_version(stores):
    article = make.article()
    reading = commit(stores, article).reading
    second = make.sheet(reading, 2, v.VerdictLabel.SUPPORTED)
    stores.articles.save_sheet(article.header.id, second, [])

    for version in (1, 2, 4):
        with pytest.raises(VersionConflictError):
            stores.articles.save_sheet(article.header.id, make.sheet(reading, version), [])
    assert stores.articles.sheet(article.header.id) == second


def test_a_sheet_of_an_article_that_is_not_committed_conflicts(stores):
    article = make.article()
    with pytest.raises(VersionConflictError):
        stores.articles.save_sheet(article.header.id, make.sheet(make.reading(article), 2), [])
    assert stores.articles.sheet(article.header.id) is None


def test_the_history_of_a_claim_is_told_oldest_first(stores):
    article = make.article()
    reading = commit(stores, article).reading
    first, second = reading.claims[0].id, reading.claims[1].id
    none, yes, no = v.VerdictLabel.NOT_ENOUGH, v.VerdictLabel.SUPPORTED, v.VerdictLabel.REFUTED
    told = [[make.change(first, 2, none, yes), make.change(second, 2, none, no)], [make.change(first, 3, yes, no)]]
    for version, changes in enumerate(told, 2):
        stores.articles.save_sheet(article.header.id, make.sheet(reading, version), changes)

    assert stores.articles.history(first) == (told[0][0], told[1][0])
    assert stores.articles.history(second) == (told[0][1],)


def test_versions_beyond_nine_stay_in_order(stores):
    article = make.article()
    reading = commit(stores, article).reading
    claim = reading.claims[0].id
    for version in range(2, 13):
        change = make.change(claim, version, v.VerdictLabel.NOT_ENOUGH, v.VerdictLabel.SUPPORTED)
        stores.articles.save_sheet(article.header.id, make.sheet(reading, version), [change])

    assert [change.version for change in stores.articles.history(claim)] == list(range(2, 13))


def test_who_loses_the_race_for_a_version_leaves_no_history(stores):
    article = make.article()
    reading = commit(stores, article).reading
    claim, start = reading.claims[0].id, threading.Barrier(8)

    def race(number):
        label = v.VerdictLabel.SUPPORTED if number % 2 else v.VerdictLabel.REFUTED
        change = replace(make.change(claim, 2, v.VerdictLabel.NOT_ENOUGH, label), caused_by=str(number))
        sheet = v.VerdictSheet(2, {claim: v.StoredVerdict(make.verdict(label, explanation=str(number)))})
        start.wait()
        try:
            stores.articles.save_sheet(article.header.id, sheet, [change])
        except VersionConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(race, range(8))) == 1
    winner = stores.articles.sheet(article.header.id).verdicts[claim].verdict.explanation
    assert [change.caused_by for change in stores.articles.history(claim)] == [winner]


def test_edges_replace_what_stood_for_the_pair(stores):
    article, near, far = make.article(), make.article("Near."), make.article("Far.")
    stores.articles.save_edges([make.edge_group(article, near), make.edge_group(article, far)])
    stores.articles.save_edges([make.edge_group(article, near, copy=True, edges=3)])

    expected = sorted(
        [make.edge_group(article, near, copy=True, edges=3), make.edge_group(article, far)], key=lambda g: g.other.id
    )
    assert stores.articles.edges(article.header.id) == tuple(expected)
    assert stores.articles.edges(near.header.id) == ()


def test_the_last_of_two_groups_for_one_pair_in_one_call_counts(stores):
    article, other = make.article(), make.article("Other.")
    stores.articles.save_edges([make.edge_group(article, other, edges=n) for n in (1, 2)])

    assert stores.articles.edges(article.header.id) == (make.edge_group(article, other, edges=2),)


def test_a_report_of_more_than_a_megabyte_is_read_whole(stores):
    """A page of DynamoDB ends at 1 MB; these edges take more, and they need several batches to be written."""
    article, noise = make.article(), random.Random(7)
    groups = []
    for number in range(60):
        other = make.article(f"Other {number}.")
        group = make.edge_group(article, other, edges=60)
        quoted = tuple(
            replace(edge, other_text="".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(200)))
            for edge in group.edges
        )
        groups.append(replace(group, edges=quoted))
    groups.sort(key=lambda group: group.other.id)
    written = commit(stores, article, edges=groups)

    assert stores.articles.load(article.header.id) == written
    assert stores.articles.edges(article.header.id) == tuple(groups)


def test_cards_are_found_for_more_ids_than_a_batch_takes(stores):
    articles = [make.article(f"Text {number}.") for number in range(130)]
    for article in articles:
        assert stores.articles.commit(article, v.VerdictSheet(1), make.lone(article))
    wanted = [article.header.id for article in articles]

    found = stores.articles.cards([*wanted, *wanted, "art_" + "z" * 26])

    assert found == {article.header.id: v.ArticleCard(article.header, make.lone(article)) for article in articles}


@pytest.mark.parametrize("alphabet", ["plain", "incompressible"])
def test_an_article_of_200_000_characters_with_2_000_claims_is_kept(stores, alphabet):
    noise = random.Random(11)
    if alphabet == "plain":
        text = (make.TEXT * 1000)[:200_000]
    else:
        text = "".join(chr(noise.randrange(0x10000, 0x10FFFF)) for _ in range(200_000))
    article = make.article(text)
    claims = tuple(
        replace(make.claim(article, start, start + 90), standalone=text[start : start + 80])
        for start in range(0, 200_000 - 90, 100)
    )
    reading = v.Reading(tuple(v.Sentence(c.span, noise.random()) for c in claims), claims)
    written = commit(stores, article, reading)

    assert stores.articles.load(article.header.id) == written


def test_saving_again_after_a_crash_changes_nothing(stores):
    article, other = make.article(), make.article("Another text.")
    for _ in range(2):
        stores.articles.save_reading(article, make.reading(article), make.VERSIONS)
        stores.articles.save_edges([make.edge_group(article, other)])
    written = commit(stores, article, edges=[make.edge_group(article, other)])

    assert stores.articles.load(article.header.id) == written


def test_what_the_caller_does_with_a_sheet_does_not_reach_the_store(stores):
    article = make.article()
    sheet = commit(stores, article).sheet
    stores.articles.sheet(article.header.id).verdicts.clear()

    assert stores.articles.sheet(article.header.id) == sheet


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_value_survives_the_round_trip(stores, data):
    article = data.draw(make.articles)
    # The examples share the tables, so each gets an id of its own.
    number = stores.extra["n"] = stores.extra.get("n", 0) + 1
    article = replace(article, header=replace(article.header, id=ids.article_id(str(number), "")))
    reading = data.draw(make.readings)
    others = data.draw(st.lists(make.headers, max_size=3, unique_by=lambda header: header.id))
    groups = tuple(
        v.EdgeGroup(article.header.id, other, data.draw(make.tuples(make.edges)), data.draw(st.booleans()))
        for other in sorted(others, key=lambda header: header.id)
    )
    sheet = v.VerdictSheet(1, data.draw(st.dictionaries(make.words, make.stored_verdicts, max_size=3)))
    origin = data.draw(st.just(make.lone(article)) | make.origins)
    versions = data.draw(st.dictionaries(make.words, make.words, max_size=3))
    stores.articles.save_reading(article, reading, versions)
    stores.articles.save_edges(groups)
    assert stores.articles.commit(article, sheet, origin)

    assert stores.articles.load(article.header.id) == v.StoredArticle(article, reading, origin, sheet, groups, versions)


def test_the_memory_store_tells_of_each_commit_once():
    store, article = MemoryArticleStore(clock=lambda: make.NOON), make.article()
    store.save_reading(article, make.reading(article), {})
    store.commit(article, v.VerdictSheet(1), make.lone(article))
    store.commit(article, v.VerdictSheet(1), make.lone(article))

    assert store.changes == [v.Change(article.header.id, v.ChangeKind.COMMITTED, make.NOON)]
