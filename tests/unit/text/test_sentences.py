import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.paragraphs import blocks
from factcheck.text.sentences import locate


def sentences(text: str) -> list[str]:
    return [found.span.of(text) for found in locate(text)]


@given(st.text(alphabet=st.characters(codec=None), max_size=400))
def test_spans_slice_back_in_order_on_any_unicode(text):
    end = 0
    for found in locate(text):
        words = found.span.of(text)
        assert found.span.start >= end
        assert words == words.strip()
        assert any(char.isalnum() for char in words)
        end = found.span.end


@given(
    st.lists(
        st.sampled_from(
            ["He left. ", "“No,” she said. ", "U.S. ", "\r\n\r\n", "• ", "3.5 km ", "‘ok’ ", "?! ", "\u2028"]
        ),
        max_size=40,
    )
)
def test_every_letter_of_prose_stands_in_exactly_one_sentence(parts):
    text = "".join(parts)
    covered = sum(len(found.span.of(text)) for found in locate(text))
    kept = "".join(found.span.of(text) for found in locate(text))
    assert covered == len(kept)
    assert sorted(c for c in kept if c.isalpha()) == sorted(c for c in text if c.isalpha())


@pytest.mark.parametrize(
    "text",
    [
        "Col. Mira Voss met Gov. Tan in St. Orm on Jan. 5.",
        "The U.S. Senate voted at 4 p.m. Tuesday.",
        "J. R. Holt of Acme Inc. signed No. 12 on p. 7.",
        "The park covers 41.6km² and 3.25 sq. miles of land.",
        "“Why now?” asked Lena Orr, who chairs the board.",
        "“Stop!” Holt shouted.",
        "Write to desk@paper.example or see www.paper.example for more.",
        "Rovers won! ⚽🔥",
    ],
)
def test_abbreviations_decimals_and_speakers_do_not_end_a_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He lives in the U.S. The firm does not.", ["He lives in the U.S.", "The firm does not."]),
        ("It closed at 5 p.m. Nobody knew.", ["It closed at 5 p.m.", "Nobody knew."]),
        ("“We lost. We are tired,” she said. They left.", ["“We lost.", "We are tired,” she said.", "They left."]),
        ("She said: “Enough.” He left.", ["She said: “Enough.”", "He left."]),
        ("Really?! Yes… No.", ["Really?!", "Yes…", "No."]),
        ("Gone. 👀 Back again.", ["Gone. 👀", "Back again."]),
        ("He wrote it on X. Nobody replied.", ["He wrote it on X.", "Nobody replied."]),
        ("我们走了。他留下。", ["我们走了。", "他留下。"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert sentences(text) == expected


def test_lines_of_a_list_and_boilerplate_stand_alone():
    text = "Three points:\r\n• First thing\r\n• Second thing\r\n\r\nLeave a comment\r\n© 2031 The Paper"
    assert sentences(text) == ["Three points:", "First thing", "Second thing", "Leave a comment", "© 2031 The Paper"]


def test_prose_set_in_a_narrow_column_is_read_across_its_lines():
    text = (
        "The harbour master of Orm said on Friday that the old\nquay would be closed until the storm has passed and\n"
        "that Henning Holt and Sons had been told to move the\nremaining four boats to the inner basin by noon. The\n"
        "ferry will run as usual."
    )
    assert len(sentences(text)) == 2
    assert len(blocks(text)) == 1


def test_a_mark_without_words_joins_the_sentence_behind_it():
    assert [found.span.of("…\t0") for found in locate("…\t0")] == ["…\t0"]
