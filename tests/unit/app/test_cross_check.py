"""The change worker takes a batch together: what many changes touch is judged once."""

from collections import Counter

from tests.builders import NOON, claim, edge, header
from tests.world import World

from factcheck.app.cross_check import CrossCheck
from factcheck.app.find_origin import lone_origin
from factcheck.domain import ids
from factcheck.domain.values import (
    Article,
    Caller,
    Change,
    ChangeKind,
    EdgeGroup,
    Origin,
    Stance,
    StoredVerdict,
    Submission,
    Verdict,
    VerdictLabel,
    VerdictSheet,
)
from factcheck.store.memory import MemoryArticleStore, MemoryClaimIndex

CONTRIBUTOR = Caller("key_a", frozenset({"submit", "contribute", "read"}))
SUBMITTER = Caller("key_b", frozenset({"submit", "read"}))
NOTHING = Verdict(VerdictLabel.NOT_ENOUGH, 0.5, 0, 0, "sources", "Nothing.", NOON)


class CountingStore(MemoryArticleStore):
    """Counts how often the edges of each article are read, which every judgement needs."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: NOON)
        self.judged: Counter[str] = Counter()

    def edges(self, article_id):
        self.judged[article_id] += 1
        return super().edges(article_id)

    def neighbours(self, article_id):
        return {group.other.id: group.copy for group in super().edges(article_id)}


def commit(store, head):
    claim_id = claim(article=head.id).id
    store.save_reading(Article(head, "Words."), None, {})
    store.commit(Article(head, "Words."), VerdictSheet(1, {claim_id: StoredVerdict(NOTHING)}), lone_origin(head))
    return Change(head.id, ChangeKind.COMMITTED, NOON)


def support(store, hub, witness):
    """Both articles say the same."""
    for own, other in ((hub, witness), (witness, hub)):
        said = edge(Stance.SUPPORTS, 0.8, claim(article=other.id).id, claim_id=claim(article=own.id).id)
        store.save_edges([EdgeGroup(own.id, other, (said,))])


def worker(store):
    return CrossCheck(articles=store, index=MemoryClaimIndex(), clock=lambda: NOON)


def viral(count):
    """A claim that `count` outlets confirm, all of them committed and none of the changes seen yet."""
    store, hub = CountingStore(), header("hub")
    first = commit(store, hub)
    changes = []
    for number in range(count):
        witness = header(f"w{number}")
        support(store, hub, witness)
        changes.append(commit(store, witness))
    return store, hub, [first, *changes]


def test_a_claim_touched_a_thousand_times_is_judged_once_a_batch():
    # 250 is the batch size of the template and of the local service.
    store, hub, changes = viral(1000)
    check = worker(store)

    batches = [changes[i : i + 250] for i in range(0, len(changes), 250)]
    assert [check.batch(batch) for batch in batches] == [{}] * len(batches)

    assert store.judged[hub.id] == len(batches)
    assert max(count for article, count in store.judged.items() if article != hub.id) <= 2
    (verdict,) = store.sheet(hub.id).verdicts.values()
    assert (verdict.verdict.label, verdict.verdict.supporting) == (VerdictLabel.SUPPORTED, 1000)


def test_the_history_names_an_article_that_speaks_of_the_claim():
    store, hub, changes = viral(3)
    silent = header("silent")
    store.save_edges([EdgeGroup(hub.id, silent, ()), EdgeGroup(silent.id, hub, ())])
    worker(store).batch([*changes, commit(store, silent)])

    (change,) = store.history(claim(article=hub.id).id)
    assert change.caused_by == header("w2").id


def test_what_time_does_not_allow_comes_again_and_the_first_changes_are_done():
    store, hub, changes = viral(60)
    changes = changes[1:]  # that of the viral article itself touches all others
    asked = iter([True] * (len(changes) + 1))

    failed = worker(store).batch(changes, in_time=lambda: next(asked, False))

    assert 0 < len(failed) < len(changes)
    assert not {0, 1, 2} & failed.keys()
    (verdict,) = store.sheet(hub.id).verdicts.values()
    assert verdict.verdict.supporting == 60
    assert worker(store).batch([changes[i] for i in sorted(failed)]) == {}
    assert all(
        v.verdict.label is VerdictLabel.SUPPORTED
        for change in changes
        for v in store.sheet(change.article_id).verdicts.values()
    )


def test_a_change_delivered_again_writes_nothing():
    store, _, changes = viral(5)
    check = worker(store)
    check.batch(changes)
    before = {change.article_id: store.sheet(change.article_id).version for change in changes}
    check.batch(changes)
    assert {change.article_id: store.sheet(change.article_id).version for change in changes} == before


STORY = (
    "A fire at the Torvald paper mill killed seven people on Monday, the fire service said. "
    "The blaze began in a drying hall shortly after midnight. About 140 workers were brought to safety."
)


def submit(world, text, source, caller):
    outcome = world.submit_article(
        Submission(text=text, source=source, published_at=NOON),
        caller=caller,
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )
    world.run_changes()
    return outcome.report.article.header.id


def test_a_private_copy_moves_no_origin_of_the_common_store():
    world = World()
    first = submit(world, STORY, "wire.example", CONTRIBUTOR)
    second = submit(world, STORY + " More to follow.", "daily.example", CONTRIBUTOR)
    before = world.articles.cards([first, second])

    private = submit(world, STORY + " So we hear.", "victim.example", SUBMITTER)

    assert world.articles.cards([first, second]) == before
    origin = world.articles.cards([private])[private].origin
    assert origin == Origin(
        ids.origin_id(min(first, second, private)),
        min(first, second),
        ("daily.example", "victim.example", "wire.example"),
    )
