import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.app.read_article import read_article, read_statement, score_sentences
from factcheck.domain import ids
from factcheck.domain.values import EncodedSentence

ARTICLE = ids.article_id("text", "paper.example")
NEWS = (
    "ORM (NPA) — Mayor Ana Ruiz said on Friday that 12 of the town’s 40 bridges were closed. She added that “two may "
    "never open again”.\n\nThe storm, which killed 3 people, moved north. Who pays?\n\nLeave a Reply\n\n"
)


class FakeEncoder:
    """Counts what it is asked."""

    def __init__(self, checkworthiness: float = 0.6) -> None:
        self.texts: list[str] = []
        self._checkworthiness = checkworthiness

    def __call__(self, texts: Sequence[str]) -> list[EncodedSentence]:
        self.texts += texts
        return [EncodedSentence(bytes([len(text) % 128]), self._checkworthiness) for text in texts]


def read(text: str, encode=None, language=None, title=None):
    return read_article(
        article_id=ARTICLE, text=text, title=title, published_at=None, language=language, encode=encode or FakeEncoder()
    )


def test_claims_carry_ids_vectors_and_words_that_slice_back():
    result = read(NEWS)
    assert [c.id for c in result.reading.claims] == [ids.claim_id(ARTICLE, c.span.start) for c in result.reading.claims]
    assert set(result.vectors) == {c.id for c in result.reading.claims}
    assert all(c.span.of(NEWS) == c.text for c in result.reading.claims)
    assert len(result.reading.claims) == 3
    assert len(result.reading.sentences) == 5
    assert result.language == "en"


def test_each_distinct_text_is_encoded_once():
    encode = FakeEncoder()
    read("The rain stopped at noon. " * 3 + NEWS, encode)
    assert len(encode.texts) == len(set(encode.texts))


def test_a_sentence_without_a_claim_is_never_worth_checking():
    scored = {s.span.of(NEWS): s.checkworthiness for s in score_sentences(NEWS, FakeEncoder(1.0))}
    assert scored["Who pays?"] < 0.5
    assert scored["Leave a Reply"] < 0.5
    assert scored["The storm, which killed 3 people, moved north."] > 0.5


def test_another_language_is_said_and_still_read():
    text = "Der Bürgermeister sagte, die Brücke sei nach dem Sturm für zwei Tage nicht sicher. Wer zahlt?"
    result = read(text)
    assert [w.code for w in result.reading.warnings] == ["language_not_supported"]
    assert [c.text for c in result.reading.claims] == [text.split(" Wer", maxsplit=1)[0]]


def test_a_given_language_wins_over_the_detected_one():
    assert read(NEWS, language="en-GB").reading.warnings == ()
    assert read(NEWS, language="en-GB").language == "en-GB"


def test_a_statement_is_one_claim_whatever_it_is():
    claim, vector = read_statement(text="  Who paid 40 euros? Nobody. ", published_at=None, encode=FakeEncoder())
    assert claim.text == "Who paid 40 euros? Nobody."
    assert claim.span.of("  Who paid 40 euros? Nobody. ") == claim.text
    assert vector


@given(st.text(alphabet=st.characters(codec=None), max_size=300))
@settings(deadline=None)
def test_any_text_can_be_read(text):
    result = read(text, language="en", title=text[:50])
    end = 0
    for claim in result.reading.claims:
        assert claim.span.of(text) == claim.text
        assert claim.span.start >= end
        end = claim.span.end
        for part in (*claim.attribution, *claim.quantities):
            assert part.span.end <= len(text)
        assert all(q.span.of(text) == q.text for q in claim.quantities)
    read_statement(text=text, published_at=None, encode=FakeEncoder())


def seconds(text: str) -> float:
    # Processor time: other programs on the machine do not count.
    started = time.process_time()
    read(text, language="en")
    return time.process_time() - started


@pytest.mark.parametrize(
    "piece",
    [
        NEWS,
        NEWS.upper(),
        "the cat sat on 12 mats and said that ",
        "from 1 to 2 ",
        "“",
        "1,",
        "the mayor Ana Ruiz ",
        ", he said",
        "could not be ",
    ],
    ids=["news", "capitals", "no marks", "changes", "open quotes", "commas", "names", "cues", "half cues"],
)
def test_time_grows_with_length_and_not_faster(piece):
    short, long = (piece * (1_000 // len(piece) + 1))[:1_000], (piece * (200_000 // len(piece) + 1))[:200_000]
    seconds(short)
    baseline = max(min(seconds(short) for _ in range(3)), 0.004)
    # Twice the time of growth by length alone: a shared machine is that uneven, what is quadratic takes 200 times it.
    # benchmarks/reading_time.py measures the growth itself.
    assert min(seconds(long) for _ in range(2)) <= 400 * baseline
