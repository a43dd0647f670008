"""Reading leaves the garbage collector as it found it."""

import gc
from datetime import UTC, datetime

import pytest

from factcheck.app.read_article import read_article
from factcheck.domain.values import EncodedSentence


@pytest.fixture(autouse=True)
def collecting():
    yield
    gc.enable()


def read(encode):
    read_article(
        article_id="art_" + "a" * 26,
        text="Two men died on Tuesday, police said.",
        title=None,
        published_at=datetime(2031, 5, 13, tzinfo=UTC),
        language="en",
        encode=encode,
    )


def test_no_collection_runs_while_an_article_is_read_and_it_is_on_again_afterwards():
    seen = []

    def encode(texts):
        seen.append(gc.isenabled())
        return [EncodedSentence(bytes(8), 0.5) for _ in texts]

    read(encode)

    assert seen == [False]
    assert gc.isenabled()


def test_collection_is_on_again_after_an_encoder_that_fails():
    def encode(_):
        raise RuntimeError("no weights")

    with pytest.raises(RuntimeError):
        read(encode)

    assert gc.isenabled()


def test_a_caller_that_switched_collection_off_finds_it_off():
    gc.disable()

    read(lambda texts: [EncodedSentence(bytes(8), 0.5) for _ in texts])

    assert not gc.isenabled()
