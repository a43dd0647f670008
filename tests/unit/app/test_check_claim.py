from tests.builders import NOON
from tests.world import World

from factcheck.domain.values import Caller, ProvidedEvidence, Submission

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
CLAIM = "The ferry Aurelia had 212 people on board when it ran aground near Skarvik."
AGAINST = "With 160 people on board, the ferry Aurelia ran aground near Skarvik."


def check(world, *evidence):
    return world.check_claim(CLAIM, published_at=NOON, evidence=evidence, caller=EVERYBODY)


def test_nothing_known_is_not_enough_evidence():
    answer = check(World())
    assert (str(answer.verdict.label), answer.evidence) == ("Not Enough Evidence", ())
    assert [q.value for q in answer.claim.quantities] == [212]


def test_one_provided_text_that_refutes_refutes():
    answer = check(World(), ProvidedEvidence(AGAINST, source="log.example"))
    assert (str(answer.verdict.label), answer.verdict.refuting) == ("Refuted", 1)
    assert answer.evidence[0].text == AGAINST


def test_stored_evidence_follows_the_table():
    world, labels = World(), []
    for number, source in enumerate(("one.example", "two.example")):
        world.submit_article(
            Submission(
                text=AGAINST + (" The captain was questioned." if number else ""), source=source, published_at=NOON
            ),
            caller=EVERYBODY,
            respond_async=False,
            idempotency_key=None,
            body_sha256="",
        )
        labels.append(str(check(world).verdict.label))
    assert labels[0] == "Conflicting Evidence"


def test_checking_stores_nothing():
    world = World()
    check(world, ProvidedEvidence(AGAINST))
    assert world.take_changes() == []
    assert check(world).evidence == ()


def test_two_provided_texts_of_one_source_count_once_and_without_a_source_each_is_its_own():
    same = [ProvidedEvidence(AGAINST + f" Note {n}.", source="log.example") for n in range(2)]
    own = [ProvidedEvidence(AGAINST + f" Note {n}.") for n in range(2)]
    assert check(World(), *same).verdict.refuting == 1
    assert check(World(), *own).verdict.refuting == 2


def test_sentences_are_scored_without_a_store():
    scored = World().score_sentences("The ferry ran aground. Is that so?")
    assert [s.span.start for s in scored] == [0, 23]
    assert all(0 <= s.checkworthiness <= 1 for s in scored)
