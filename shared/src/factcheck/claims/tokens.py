"""The words of a sentence with their places in the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.text.quotations import Quotation

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?<![^\W_])[A-Z]\.(?=\s[A-Z])|\d+(?:[.,]\d+)+|(?:Mr|Mrs|Ms|Dr|Col|Gen|Lt|Sgt|Capt|Maj|Adm|Gov|Sen|Rep|Rev|Prof|St|Jr|Sr|Cmdr|Brig|Inc|Corp|Co|Ltd|No)\.(?=\s)"
    r"|[^\W_]+(?:[-'’.&][^\W_]+)*(?:(?<=s)['’](?=\s))?|[^\s\w]|_"
)


_SHOUT = 4  # words
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark. `quotation` is the number of the quotation it stands in, or -1."""

    text: str
    lower: str
    start: int
    end: int
    quotation: int

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter or digit first."""
        return self.text[0].isalnum()

    @property
    def is_name(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[0].isupper()


def is_shouted(tokens: Sequence[Token]) -> bool:
    """Whether a line of some length is all in capitals."""
    words = [token.text for token in tokens if token.text[0].isalpha()]
    return len(words) >= _SHOUT and sum(word.isupper() for word in words) >= _MOSTLY * len(words)


def tokenise(text: str, start: int, end: int, quoted: Sequence[tuple[int, Quotation]]) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`; `quoted` are the numbered quotations that touch it, in order."""
    out: list[Token] = []
    at = 0
    for match in _TOKEN.finditer(text, start, end):
        while at < len(quoted) and quoted[at][1].span.end <= match.start():
            at += 1
        inside = at < len(quoted) and quoted[at][1].span.start <= match.start()
        word = match.group()
        out.append(
            Token(word, word.casefold().replace("’", "'"), match.start(), match.end(), quoted[at][0] if inside else -1)
        )
    return tuple(out)
