"""The claim readable on its own: pronouns, "the city", bare surnames and days, where the article leaves no doubt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.claims.attribution import Spoken
from factcheck.claims.entities import ORGANISATION, OTHER, PERSON, PLACE, EntityReader, Name, is_given
from factcheck.claims.noun_phrases import people, reporting
from factcheck.claims.tokens import Token
from factcheck.domain.values import DateMention, Entity, Span
from factcheck.text.lexicon import load, words

_PRONOUNS = {"he": "male", "she": "female"}
_POSSESSIVES = {"his": "male", "her": "female"}
_CIVIL_TITLES = {"mr", "mrs", "ms", "miss", "mx"}
_NEAR_START = 3  # words before a subject's name: article, role, title
_TELLING = {"has", "had", "plans", "employs", "owns", "operates", "runs", "makes", "sells", "expects", "announced"}
_RELATIVE_DAY = re.compile(r"(?:(?:next|last)\s+)?(?:\w+day|yesterday|today|tomorrow|tonight)", re.IGNORECASE)
_QUOTED_BEFORE = re.compile(r"“[^”]*$|\"[^\"]*$")


@dataclass(frozen=True, slots=True)
class Substitution:
    """Words of the article that give way to clearer ones."""

    span: Span
    words: str


@cache
def _descriptions(kind: str) -> frozenset[str]:
    return frozenset(load("factcheck.claims", "entities.json")["descriptions"][kind])


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a sentence is about. `alone`: no other of its kind is named there."""

    text: str
    kind: str
    gender: str
    alone: bool


class Referents:
    """Whom and what the article has named so far; asked sentence after sentence."""

    def __init__(self, reader: EntityReader) -> None:
        self._reader = reader
        self._persons: dict[str, str] = {}
        self._genders: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._others: set[str] = set()
        self._described: dict[str, set[str]] = {}
        self._subject: _Subject | None = None

    def read(
        self, tokens: Sequence[Token], names: Sequence[tuple[Name, Entity]], spoken: Spoken
    ) -> tuple[Substitution, ...]:
        """What a sentence needs to be read alone, from the sentences before it; then remembers its own names."""
        first = next((i for i, token in enumerate(tokens) if token.is_word), None)
        if first is None or tokens[first].quotation >= 0:
            self._remember(tokens, names, len(tokens), None)
            return ()
        found = self._speaker(tokens, first, spoken) or self._substitution(tokens, first, names)
        if found and tokens[first].lower in _PRONOUNS and _tells_it(found.words, first, spoken):
            found = None  # "He then fired, Walsh said": not Walsh
        self._remember(tokens, names, first, found.words if found else None)
        return (found,) if found else ()

    def _speaker(self, tokens: Sequence[Token], first: int, spoken: Spoken) -> Substitution | None:
        """A "He" or "She" that speaks: the speaker is known already."""
        if tokens[first].lower not in _PRONOUNS:
            return None
        for report, said in zip(spoken.reports, spoken.attribution, strict=False):
            if report.source[0] == first and self._may_speak(said.source):
                name = said.source[:1].upper() + said.source[1:]
                return Substitution(Span(tokens[first].start, tokens[first].end), name)
        return None

    def _may_speak(self, source: str) -> bool:
        """Whether a resolved speaker reads like a person: no headline, no body, no place."""
        capitals = tuple(word.casefold() for word in source.split() if word[:1].isupper())
        name = Name(0, len(capitals), capitals, opens=False)
        known = self._reader.kind(name) if capitals else OTHER
        return bool(capitals) and not source.isupper() and known in {PERSON, OTHER} and "new" not in capitals

    def _substitution(
        self, tokens: Sequence[Token], first: int, names: Sequence[tuple[Name, Entity]]
    ) -> Substitution | None:
        token = tokens[first]
        following = tokens[first + 1].lower if first + 1 < len(tokens) else ""
        here = Span(token.start, token.end)
        if token.lower in _PRONOUNS:
            name = self._person(_PRONOUNS[token.lower])
            return Substitution(here, name) if name else None
        if token.lower in _POSSESSIVES and following.isalpha():
            name = self._person(_POSSESSIVES[token.lower])
            return Substitution(here, _owner(name)) if name else None
        if token.lower in {"it", "its"}:
            return self._body(token, following)
        if token.lower == "the":
            return self._description(tokens, first)
        return self._surname(tokens, first, names)

    def _person(self, gender: str) -> str | None:
        subject = self._subject
        fits = subject and subject.kind == PERSON and subject.alone and subject.gender in {"", gender}
        return subject.text if subject and fits else None

    def _body(self, token: Token, following: str) -> Substitution | None:
        subject = self._subject
        if subject is None or subject.kind != ORGANISATION or not subject.alone:
            return None
        here = Span(token.start, token.end)
        if token.lower == "its" and following.isalpha():
            return Substitution(here, _owner(subject.text))
        return Substitution(here, subject.text) if following in _TELLING else None

    def _description(self, tokens: Sequence[Token], first: int) -> Substitution | None:
        """“The city was …” → the one city; "The mayor said …" → the one mayor."""
        if first + 2 >= len(tokens) or not _is_verb(tokens[first + 2]):
            return None
        head = tokens[first + 1].lower
        here = Span(tokens[first].start, tokens[first + 1].end)
        named = self._described.get(head, set())
        if head in _descriptions(PLACE):
            known = named or set(self._places.values())
            found = next(iter(known)) if len(known) == 1 and (named or not self._others) else None
            return Substitution(here, f"The {head} of {found}") if found else None
        if head in _descriptions(ORGANISATION):
            known = named or {body for key, body in self._bodies.items() if key.split()[-1] not in people("outlets")}
            only = len(known) == 1 and (named or not self._others)
            return Substitution(here, next(iter(known))) if only else None
        if head in _descriptions(PERSON) and len(named) == 1:
            return Substitution(here, next(iter(named)))
        return None

    def _surname(
        self, tokens: Sequence[Token], first: int, names: Sequence[tuple[Name, Entity]]
    ) -> Substitution | None:
        name, entity = next(((n, e) for n, e in names if n.start >= first), (None, None))
        if name is None or entity is None or entity.kind != PERSON or len(name.words) != 1 or name.start - first > 1:
            return None
        if name.start == first + 1 and tokens[first].lower.rstrip(".") not in _CIVIL_TITLES:
            return None
        full = self._reader.full_name(name.words[0])
        shown = self._persons.get(full) if full else None
        return Substitution(Span(tokens[first].start, entity.span.end), shown) if shown else None

    def _remember(
        self,
        tokens: Sequence[Token],
        names: Sequence[tuple[Name, Entity]],
        first: int,
        resolved: str | None,
    ) -> None:
        for name, entity in names:
            self._note(tokens, name, entity)
        self._subject = self._subject_of(tokens, names, first, resolved)

    def _note(self, tokens: Sequence[Token], name: Name, entity: Entity) -> None:
        key = " ".join(name.words)
        if entity.kind == PERSON and len(name.words) > 1 and "for" not in name.words:  # "Cowboys For Trump"
            self._persons.setdefault(key, entity.text)
            for role in _roles(tokens, name):
                self._described.setdefault(role, set()).add(entity.text)
        elif entity.kind == ORGANISATION:
            self._bodies.setdefault(key, entity.text)
        elif entity.kind == PLACE:
            self._note_place(tokens, name, entity)
        elif entity.kind == OTHER:
            self._others.add(key)
        self._note_gender(tokens, name)

    def _note_place(self, tokens: Sequence[Token], name: Name, entity: Entity) -> None:
        if not set(name.words) & words("factcheck.claims", "entities.json", "places"):
            self._places.setdefault(" ".join(name.words), entity.text)
        if name.start > 1 and tokens[name.start - 1].lower == "of":
            head = tokens[name.start - 2].lower
            if head in _descriptions(PLACE):
                self._described.setdefault(head, set()).add(entity.text)

    def _note_gender(self, tokens: Sequence[Token], name: Name) -> None:
        for token in tokens[max(0, name.start - 2) : name.start]:
            word = token.lower.rstrip(".")
            gender = "male" if word in people("male") else "female" if word in people("female") else ""
            if gender:
                self._genders[name.words[-1]] = gender

    def _subject_of(
        self,
        tokens: Sequence[Token],
        names: Sequence[tuple[Name, Entity]],
        first: int,
        resolved: str | None,
    ) -> _Subject | None:
        persons = {n.words[-1] for n, e in names if e.kind == PERSON or (e.kind == OTHER and is_given(n.words[0]))}
        bodies = {n.words[-1] for n, e in names if e.kind == ORGANISATION}
        if resolved is not None and self._subject is not None and _bare_owner(resolved) == self._subject.text:
            others = persons if self._subject.kind == PERSON else bodies
            last = self._subject.text.casefold().split()[-1]
            return _Subject(self._subject.text, self._subject.kind, self._subject.gender, not others - {last})
        for name, entity in names:
            if name.start - first > _NEAR_START or entity.kind not in {PERSON, ORGANISATION}:
                break
            if any(t.lower in reporting("prepositions") or not t.is_word for t in tokens[first : name.start]):
                break
            if name.end < len(tokens) and tokens[name.end - 1].text.endswith(("'s", "’s")):
                break
            kin = persons if entity.kind == PERSON else bodies
            full = self._full(name, entity)
            return _Subject(full, entity.kind, self._gender(name, full), len(kin) == 1)
        return None

    def _full(self, name: Name, entity: Entity) -> str:
        if entity.kind != PERSON or len(name.words) > 1:
            return entity.text
        return self._persons.get(self._reader.full_name(name.words[0]) or "", entity.text)

    def _gender(self, name: Name, full: str) -> str:
        given = full.split(maxsplit=1)[0].casefold()
        for gender, key in (("male", "men"), ("female", "women")):
            if given in words("factcheck.claims", "entities.json", key):
                return gender
        return self._genders.get(name.words[-1], "")


def _tells_it(name: str, first: int, spoken: Spoken) -> bool:
    """Whether the one called `name` is named as the source of a sentence that another subject opens."""
    last = name.casefold().split()[-1]
    return any(
        report.source[0] != first and said.source.casefold().split()[-1:] == [last]
        for report, said in zip(spoken.reports, spoken.attribution, strict=False)
    )


def _roles(tokens: Sequence[Token], name: Name) -> Iterable[str]:
    """The roles right before a name: "harbour mayor Ina Tolk", "the minister, Jon Brandt"."""
    k = name.start - 1
    if k > 0 and tokens[k].text == ",":
        k -= 1
    if k >= 0 and tokens[k].lower in _descriptions(PERSON):
        yield tokens[k].lower
    if name.end + 2 < len(tokens) and tokens[name.end].text == "," and tokens[name.end + 1].lower in {"the", "its"}:
        yield from (t.lower for t in tokens[name.end + 2 : name.end + 3] if t.lower in _descriptions(PERSON))


def _is_verb(token: Token) -> bool:
    listed = token.lower in reporting("verbs", "finite", "auxiliaries")
    return token.is_word and not token.is_name and (listed or token.lower.endswith("ed"))


def _owner(name: str) -> str:
    return name + ("’" if name.endswith("s") else "’s")


def _bare_owner(name: str) -> str:
    return re.sub(r"’s?$", "", name)


def standalone(text: str, span: Span, substitutions: Iterable[Substitution]) -> str:
    """The words of `span` with the substitutions that lie in it made and blanks made single."""
    parts: list[str] = []
    at = span.start
    for one in substitutions:
        if span.start <= one.span.start and one.span.end <= span.end and one.span.start >= at:
            parts += [text[at : one.span.start], one.words]
            at = one.span.end
    parts.append(text[at : span.end])
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def with_days(claim: str, dates: Iterable[DateMention]) -> str:
    """“on Tuesday” → "on Tuesday (13 May 2031)", in the claim's own voice only: nobody's quoted words are changed."""
    for mention in dates:
        words_of = re.sub(r"\s+", " ", mention.text)
        if mention.start != mention.end or not _RELATIVE_DAY.fullmatch(words_of) or claim.count(words_of) != 1:
            continue
        end = claim.index(words_of) + len(words_of)
        possessive = claim[end : end + 2] in {"'s", "’s"}
        if possessive or claim[end : end + 1] == "(" or _QUOTED_BEFORE.search(claim[:end]):
            continue
        day = f"{mention.start.day} {mention.start:%B %Y}"
        claim = f"{claim[:end]} ({day}){claim[end:]}"
    return claim
