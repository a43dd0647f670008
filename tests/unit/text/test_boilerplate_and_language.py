import pytest

from factcheck.text.boilerplate import is_boilerplate
from factcheck.text.language import detect


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Your email address will not be published.",
        "© 2031 Northshore Gazette. All rights reserved.",
        "Sign up for our newsletter",
        "Read more: Harbour closed",
        "By Lena Orr and Tom Holt",
        "Photo: Lena Orr",
        "Corrections: desk@paper.example",
        "(Corrects first paragraph to say Wednesday, not Friday)",
        "(Reporting by Lena Orr Editing by Tom Holt)",
        "REUTERS/Lena Orr",
        "Reach her directly at lena@paper.example.",
    ],
)
def test_furniture_of_the_page_is_known(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the river had fallen.",
        "By that measure, staffing did reach a record in July.",
        "From early Monday, the bridge was closed.",
        "Police got more than 40 calls.",
        "Shares fell 3%.",
        "Support for the plan grew.",
        "Corrects its course every hour, the probe does.",
    ],
)
def test_prose_is_no_furniture(line):
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The mayor said that the bridge was closed for two days after the storm had hit the town.", "en"),
        ("Der Bürgermeister sagte, die Brücke sei nach dem Sturm für zwei Tage gesperrt und nicht sicher.", "de"),
        ("Le maire a dit que le pont est fermé pour deux jours dans la ville et que les écoles aussi.", "fr"),
        ("שלום עולם זה טקסט בעברית שאין בו אף מילה אחרת", "und"),
        ("", "und"),
        ("Ferry sinks", "en"),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text, code):
    assert detect(text) == code
