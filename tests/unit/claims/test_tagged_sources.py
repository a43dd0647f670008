import math

import pytest

from factcheck.app.read_article import read_article
from factcheck.claims.article import tokenised
from factcheck.claims.tagged_sources import LABELS, PARTS, SIGNS, may_tell, parts_of, tagged_source, word_forms
from factcheck.domain.values import EncodedSentence, Span, SpeechKind
from factcheck.models.encoder import OnnxEncoder

TEXT = "Harbour master Ilse Tarnow fumed. The crane would “never” have fallen in calm weather, Ruud Bakker fumed."
CLAIM = Span(34, len(TEXT))


def words_of(text):
    return [token for sentence in tokenised(text) for token in sentence]


def tagging(marks, sure=0.99):
    """A tagger that sees the given words as beginnings ("B-source") or insides of parts, and nothing else."""

    def tag(words):
        rest = math.log((1 - sure) / (len(LABELS) - 1))
        return [
            [math.log(sure) if LABELS.index(marks.get(i, "O")) == k else rest for k in range(len(LABELS))]
            for i in range(len(words))
        ]

    return tag


def marks(tokens, source, cue):
    found = {}
    for part, wanted in (("source", source), ("cue", cue)):
        at = next(i for i in range(len(tokens)) if [t.text for t in tokens[i : i + len(wanted)]] == wanted)
        found |= {at + k: f"{'I' if k else 'B'}-{part}" for k in range(len(wanted))}
    return found


def said(text=TEXT, span=CLAIM, standalone=None, *, source=("Ruud", "Bakker"), cue=("fumed",), sure=0.99):
    tokens = words_of(standalone or span.of(text))
    return tagged_source(text, span, tokens, tagging(marks(tokens, list(source), list(cue)), sure))


def test_a_source_that_the_tagger_is_sure_of_is_named_where_it_stands():
    found = said()
    assert (found.source, found.cue, found.span.of(TEXT)) == ("Ruud Bakker", "fumed", "Ruud Bakker")


def test_a_word_in_quotation_marks_makes_the_quotation_mixed():
    assert said().kind is SpeechKind.MIXED


def test_an_unsure_tagger_names_nobody():
    assert said(sure=0.8) is None


def test_a_source_of_a_pronoun_is_none():
    text = "They fumed that the crane fell."
    assert said(text, Span(0, len(text)), source=("They",)) is None


def test_who_refuses_to_speak_is_no_source():
    text = "Ruud Bakker declined to name them."
    assert said(text, Span(0, len(text)), cue=("declined",)) is None


def test_the_name_that_a_pronoun_stands_for_is_where_the_article_last_had_it():
    text = "Ilse Tarnow is harbour master. She fumed that the crane fell."
    found = said(text, Span(31, len(text)), "Ilse Tarnow fumed that the crane fell.", source=("Ilse", "Tarnow"))
    assert (found.span, found.source) == (Span(0, 11), "Ilse Tarnow")


def test_a_name_that_the_article_does_not_have_is_no_source():
    text = "She fumed that the crane fell."
    assert said(text, Span(0, len(text)), "Ana Ruiz fumed that the crane fell.", source=("Ana", "Ruiz")) is None


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("The minister lamented the loss.", True),
        ("It was “a bad day” for the port.", True),
        ("The crane fell onto the quay on Monday.", False),
    ],
)
def test_only_sentences_with_a_quotation_or_a_word_that_announces_sources_are_shown_to_the_tagger(sentence, asked):
    assert may_tell(sentence) is asked


def test_an_inside_follows_its_own_beginning_alone():
    rows = [[0.0] * len(LABELS) for _ in range(3)]
    for row in rows:
        row[LABELS.index("I-cue")] = 5.0
    assert parts_of(rows) == {"source": [], "cue": [(0, 3)], "content": []}


@pytest.mark.parametrize("text", ["a", "“”", "Ω said 🙂 that \ud800 it", "word " * 400])
def test_any_text_is_tagged_word_by_word(text):
    (encoded,) = OnnxEncoder().encode([text])
    forms = word_forms(words_of(text))
    scores = encoded.tag(forms)
    assert len(scores) == len(forms)
    assert all(len(form.signs) == SIGNS for form in forms)
    assert set(parts_of(scores)) == set(PARTS)


def test_the_article_names_whom_only_the_tagger_finds_and_builds_no_finding_on_it():
    text = "Ferry prices will double by spring. Labour minister Jonas Ekwall urged both sides to return to the table."
    encoder = OnnxEncoder()

    def without_tagger(texts):
        return [EncodedSentence(e.vector, e.checkworthiness, e.types) for e in encoder.encode(texts)]

    def read(encode):
        return read_article(
            article_id="art_x", text=text, title=None, published_at=None, language="en", encode=encode
        ).reading

    with_it, without = read(encoder.encode), read(without_tagger)
    assert [a.source for a in with_it.claims[-1].attribution] == ["Labour minister Jonas Ekwall"]
    assert without.claims[-1].attribution == ()
    assert with_it.findings == without.findings
