"""Reads an article from a text file."""

from dataclasses import dataclass
from pathlib import Path

MAX_CHARACTERS = 200_000
"""What the API takes."""
_LONGEST_TITLE = 250
_MAX_BYTES = 4 * MAX_CHARACTERS + 1_000


class ArticleFileError(Exception):
    """The file cannot be used; the message says why, in words for the person who named it."""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article as the file gives it."""

    text: str
    title: str | None


def read_article(path: Path) -> ArticleFile:
    """The article in a UTF-8 text file.

    A short first line with an empty line after it is the title, and the text begins behind it; a line that ends like a
    sentence is the first paragraph of an article without a title.

    Raises:
        ArticleFileError: no such file, no text in it, not UTF-8, or longer than the API takes.
    """
    text = _decode(path, _content(path))
    if not text.strip():
        raise ArticleFileError(f"{path} is empty.")
    first, _, rest = text.lstrip().partition("\n")
    title = " ".join(first.split())
    following, _, _ = rest.partition("\n")
    stands_alone = not following.strip() and bool(rest.strip())
    if stands_alone and len(title) <= _LONGEST_TITLE and not title.endswith((".", "…")):
        article = ArticleFile(rest.strip(), title)
    else:
        article = ArticleFile(text.strip(), None)
    if len(article.text) > MAX_CHARACTERS:
        raise ArticleFileError(f"{path} has {len(article.text):,} characters; an article may have {MAX_CHARACTERS:,}.")
    return article


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ArticleFileError(f"{path} is a folder; name a text file.")
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise ArticleFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise ArticleFileError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > _MAX_BYTES:
        raise ArticleFileError(f"{path} is too large; an article may have {MAX_CHARACTERS:,} characters.")
    return content


def _decode(path: Path, content: bytes) -> str:
    refusal = f"{path} is not a text file in UTF-8."
    if b"\0" in content:
        raise ArticleFileError(refusal)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ArticleFileError(refusal) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
