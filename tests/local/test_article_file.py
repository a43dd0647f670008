"""An article from a file, or a clear word on why not."""

from pathlib import Path

import pytest

from factcheck.local.article_file import MAX_CHARACTERS, ArticleFileError, read_article


def test_first_line_before_an_empty_line_is_the_title(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffHarbour fire\r\n\r\nNine people were hurt.\r\nMore later.\r\n".encode())

    article = read_article(path)

    assert article.title == "Harbour fire"
    assert article.text == "Nine people were hurt.\nMore later."


@pytest.mark.parametrize(
    "content",
    [
        "Nine people were hurt.\n\nMore later.",  # ends like a sentence
        "Nine people were hurt\nin the fire.",  # no empty line
        "Nine people were hurt",  # nothing else
        "w " * 200 + "\n\nMore later.",  # too long for a title
    ],
)
def test_text_without_a_title_is_kept_whole(tmp_path: Path, content: str):
    path = tmp_path / "a.txt"
    path.write_text(content)

    article = read_article(path)

    assert article.title is None
    assert article.text == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"caf\xe9 au lait", "not a text file in UTF-8"),
        (b"x" * (MAX_CHARACTERS + 1), "200,001 characters"),
        (b"x" * (5 * MAX_CHARACTERS), "too large"),
    ],
)
def test_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "a.txt"
    path.write_bytes(content)

    with pytest.raises(ArticleFileError, match=reason):
        read_article(path)


def test_missing_file_and_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(ArticleFileError, match="There is no file"):
        read_article(tmp_path / "none.txt")
    with pytest.raises(ArticleFileError, match="is a folder"):
        read_article(tmp_path)


def test_longest_article_is_taken(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("é" * MAX_CHARACTERS)

    assert len(read_article(path).text) == MAX_CHARACTERS
