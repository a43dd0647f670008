from factcheck.text.paragraphs import blocks
from factcheck.text.quotations import quotations


def quoted(text: str) -> list[str]:
    return [found.span.of(text) for found in quotations(text, blocks(text))]


def test_marks_of_all_kinds_are_paired():
    text = '“One,” he said. "Two," she said. «Three», „vier“ and ‘five’.'
    assert quoted(text) == ["“One,”", '"Two,"', "«Three»", "„vier“", "‘five’"]


def test_apostrophes_open_no_quotation():
    assert quoted("The players’ union won’t say what it’s done in the ’90s, it's Ana's.") == []


def test_a_quotation_inside_another_belongs_to_it():
    assert quoted("“He told us ‘never’ twice,” she said.") == ["“He told us ‘never’ twice,”"]


def test_a_quotation_left_open_goes_on_in_the_paragraph_that_reopens_it():
    text = "Holt wrote: “The area is small.\n\n“It is wet.” He left.\n\n“Something else.”"
    found = quotations(text, blocks(text))
    assert [one.closed for one in found] == [False, True, True]
    assert found[0].run == found[1].run != found[2].run
