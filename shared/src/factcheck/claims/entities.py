"""Names of an article and what they name: a person, an organisation, a place, or something else.

A name's kind is settled for the whole article by its clearest mention: "the town of Orsk" makes every Orsk a place,
"Mayor Ina Tolk" makes Tolk a person. Where nothing settles it the kind is "other".
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.claims.cast import name_runs
from factcheck.claims.noun_phrases import people, reporting
from factcheck.claims.tokens import Token
from factcheck.domain.values import Entity, Span
from factcheck.text.lexicon import words

PERSON, ORGANISATION, PLACE, OTHER = "person", "organisation", "place", "other"

_MOST_WORDS = 6
_OLDEST = 110
_SURNAME = 3  # letters
_SHOUTED = 3  # words in capitals in a row


@cache
def _list(key: str) -> frozenset[str]:
    return words("factcheck.claims", "entities.json", key)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words: tokens [start, end) of a sentence, titles left out."""

    start: int
    end: int
    words: tuple[str, ...]
    opens: bool
    """Whether it opens its sentence, where a capital means nothing."""


def _bare(token: Token) -> str:
    return token.lower.removesuffix("'s").rstrip("'")


def _names(tokens: Sequence[Token]) -> Iterator[Name]:
    first = next((i for i, token in enumerate(tokens) if token.is_word), 0)
    for start, end in name_runs(tokens):
        opens = start == first or (start > 0 and tokens[start - 1].text in {":", "“", '"', "‘", "•"})
        while start < end and tokens[start].lower.rstrip(".") in people("titles") and end - start > 1:
            start += 1  # noqa: PLW2901 - the title is no part of the name
        while end > start and (tokens[end - 1].lower in people("particles") or not tokens[end - 1].is_name):
            end -= 1  # noqa: PLW2901
        inside = tokens[start:end]
        if not inside or len(inside) > _MOST_WORDS or all(_bare(t) in _list("not_names") for t in inside):
            continue
        shouted = sum(t.text.isupper() and len(t.text) > _SURNAME for t in inside)
        if shouted < _SHOUTED:
            yield Name(start, end, tuple(_bare(t) for t in inside), opens)


def _is_acronym(tokens: Sequence[Token], name: Name) -> bool:
    text = tokens[name.start].text.replace(".", "").removesuffix("'s").removesuffix("’s")
    return name.end - name.start == 1 and text.isupper() and 2 <= len(text) <= 5 and text.isalpha()  # noqa: PLR2004


def _kind_by_words(tokens: Sequence[Token], name: Name) -> str:
    last, first = name.words[-1], name.words[0]
    if " ".join(name.words) in _list("countries"):
        return PLACE
    several = len(name.words) > 1
    if _is_acronym(tokens, name):
        if tokens[name.start].lower in _list("acronym_places"):
            return PLACE
        return ORGANISATION if name.start and tokens[name.start - 1].lower == "the" else ""
    if several and last in _list("organisations"):
        return ORGANISATION
    if several and (last in _list("places") or first in {"mount", "lake", "river", "cape", "port"}):
        return PLACE
    organised = "of" in name.words and any(word in _list("organisations") for word in name.words)
    return ORGANISATION if organised else ""


def _kind_by_place(tokens: Sequence[Token], name: Name, *, title: bool) -> str:
    before = tokens[name.start - 1].lower if name.start else ""
    earlier = tokens[name.start - 2].lower if name.start > 1 else ""
    if before == "of" and earlier in _list("of_place"):
        return PLACE
    named = 2 <= len(name.words) <= 4 and not set(name.words) & people("name_words")  # noqa: PLR2004
    role = title or before.rstrip(".") in people("roles", "humans")
    if (role or (before == "," and earlier in people("roles"))) and (named or title):
        return PERSON
    if named and (_has_age(tokens, name.end) or _has_role(tokens, name.end) or is_given(name.words[0])):
        return PERSON
    alone = name.end >= len(tokens) or not tokens[name.end].is_word or not tokens[name.end].text[0].isalpha()
    clause = not alone and tokens[name.end].lower in reporting("right_stops", "finite") | {"and"}
    if before in _list("after_place") and (alone or clause) and not tokens[name.end - 1].lower.endswith("'s"):
        return PLACE
    return ""


def is_given(word: str) -> bool:
    """Whether a word (lower case) is a common given name."""
    return word in _list("men") or word in _list("women")


def _has_role(tokens: Sequence[Token], end: int) -> bool:
    """“Ilya Sorn, head of …”, "Ida Kern, a lawyer"."""
    if end + 2 >= len(tokens) or tokens[end].text != ",":
        return False
    k = end + 2 if tokens[end + 1].lower in {"the", "a", "an", "its"} else end + 1
    return tokens[k].lower in people("roles") - _list("no_person_roles") and not tokens[k].is_name


def _has_age(tokens: Sequence[Token], end: int) -> bool:
    return (
        end + 1 < len(tokens)
        and tokens[end].text in {",", "("}
        and tokens[end + 1].text.isdigit()
        and int(tokens[end + 1].text[:4]) <= _OLDEST
    )


def _speaks(tokens: Sequence[Token], name: Name) -> bool:
    """Whether a verb of speech follows a name of two or three words, or one stands before it behind a quotation."""
    if not 2 <= len(name.words) <= 3 or set(name.words) & people("name_words"):  # noqa: PLR2004
        return False
    after = tokens[name.end].lower if name.end < len(tokens) else ""
    before = tokens[name.start - 1].lower if name.start else ""
    return after in {"said", "says", "told", "added", "wrote"} or before in {"said", "says", "added"}


class EntityReader:
    """Collects the names of an article; then gives them sentence by sentence."""

    def __init__(self, sentences: Sequence[Sequence[Token]]) -> None:
        self._sentences = sentences
        self._found = [list(_names(tokens)) for tokens in sentences]
        self._votes: dict[str, Counter[str]] = {}
        self._surnames: dict[str, Counter[str]] = {}
        self._inside: set[str] = set()
        for tokens, names in zip(sentences, self._found, strict=True):
            for name in names:
                self._note(tokens, name)
        self._learn_surnames()

    def _learn_surnames(self) -> None:
        """“Ms Oyelund” makes Marta Oyelund a person wherever she is named."""
        for names in self._found:
            for name in names:
                several = 2 <= len(name.words) <= 3 and not set(name.words) & people("name_words")  # noqa: PLR2004
                key = " ".join(name.words)
                known = self._votes.get(name.words[-1], Counter())
                if several and key not in self._votes and known.most_common(1)[:1] == [(PERSON, known[PERSON])]:
                    self._votes[key] = Counter({PERSON: 1})
                    self._surnames.setdefault(name.words[-1], Counter())[key] += 1

    def _note(self, tokens: Sequence[Token], name: Name) -> None:
        key = " ".join(name.words)
        if not name.opens:
            self._inside.add(key)
        before = tokens[name.start - 1].lower.rstrip(".") if name.start else ""
        title = before in people("titles") and before not in {"major", "general"}  # "Major League", "General Motors"
        kind = _kind_by_words(tokens, name) or _kind_by_place(tokens, name, title=title)
        if not kind and _speaks(tokens, name):
            kind = PERSON
        if kind:
            self._votes.setdefault(key, Counter())[kind] += 1
        if kind == PERSON and len(name.words) > 1:
            self._surnames.setdefault(name.words[-1], Counter())[key] += 1

    def kind(self, name: Name) -> str:
        """What the article makes of a name."""
        key = " ".join(name.words)
        votes = self._votes.get(key)
        if votes:
            (best, count), *others = votes.most_common()
            return best if not others or others[0][1] < count else OTHER
        if len(name.words) == 1 and name.words[0] in self._surnames:
            return PERSON
        return OTHER

    def full_name(self, surname: str) -> str | None:
        """The one full name (lower case) that ends in `surname`; None if there are several or none."""
        found = self._surnames.get(surname, Counter())
        return next(iter(found)) if len(found) == 1 else None

    def _is_name(self, tokens: Sequence[Token], name: Name) -> bool:
        key = " ".join(name.words)
        if len(name.words) == 1:
            adjective = key.endswith(tuple(_list("adjective_endings")))
            if adjective and name.end < len(tokens) and tokens[name.end].text[0].islower():
                return False
            if name.opens and key not in self._inside and key not in self._surnames and key not in self._votes:
                return False
        return True

    def names(self, sentence: int) -> list[tuple[Name, Entity]]:
        """The names of a sentence with their places in the article."""
        tokens = self._sentences[sentence]
        return [
            (name, Entity(_text(tokens, name), self.kind(name), _span(tokens, name)))
            for name in self._found[sentence]
            if self._is_name(tokens, name)
        ]


def _possessive(token: Token) -> int:
    """How many characters at the end make the word a possessive."""
    return 2 if token.text.endswith(("'s", "’s")) else 1 if token.text.endswith(("'", "’")) else 0


def _span(tokens: Sequence[Token], name: Name) -> Span:
    return Span(tokens[name.start].start, tokens[name.end - 1].end - _possessive(tokens[name.end - 1]))


def _text(tokens: Sequence[Token], name: Name) -> str:
    """The words of the name with the blanks and marks that the text has between them, blanks made single."""
    parts: list[str] = []
    for k in range(name.start, name.end):
        gap = tokens[k].start - tokens[k - 1].end if k > name.start else 0
        parts.append(" " if gap else "")
        word = tokens[k].text
        parts.append(word[: len(word) - _possessive(tokens[k])] if k == name.end - 1 else word)
    return "".join(parts)
