"""Who has been named in the article so far, and whom "she", "the ministry" or a surname stands for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from factcheck.claims.counted import is_plural
from factcheck.claims.noun_phrases import has_name, people, pronoun_kinds, reporting
from factcheck.claims.report_parts import dateline
from factcheck.claims.tokens import Token
from factcheck.domain.values import Span
from factcheck.text.lexicon import load
from factcheck.text.lexicon import words as lexicon

_LOWER = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")
_LOOKBACK = 8
_FIRST_WORDS = 3  # the subject of a news sentence stands among them
_MEMORY = 400
_LEAST_FUZZY = 5
_NAME_WORDS = 2
_THIRD_PARTIES = {"regulator", "watchdog", "charity"}  # speak of the body that was named last, and are not it
_POINTING = {"this", "that", "these", "those"}
_OBLIQUE = {"him": "male", "his": "male", "her": "female", "them": "group", "their": "group"}
_NEAR_HEAD = 4  # words between a determiner and its noun
_OFFICES = {"judge", "magistrate", "minister", "mayor", "president", "prosecutor", "sheriff", "governor", "coroner"}
_PLACED = {"in", "at", "near", "on"}
_ORDINALS = {"first", "second", "third", "last", "latter", "former", "one", "other", "another"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase.

    `gender` is "male", "female" or ""; `rank` tells speakers (2) and subjects (1) from others.
    """

    text: str
    span: Span
    words: tuple[str, ...]
    is_person: bool
    gender: str
    sentence: int
    rank: int
    roles: frozenset[str] = frozenset()


@cache
def _calendar() -> frozenset[str]:
    lists = load("factcheck.claims", "dates.json")
    return frozenset(lists["weekdays"]) | frozenset(lists["months"])


def _is_date(mention: Mention) -> bool:
    """Whether a capitalised mention is no more than "November 1983"."""
    return not mention.words or mention.words[-1].isdigit() or mention.words[-1] in _calendar()


def _within_one_edit(a: str, b: str) -> bool:
    """Whether one letter added, dropped or changed makes the words equal."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < _LEAST_FUZZY:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i:]


def _bare(token: Token) -> str:
    return token.lower.removesuffix("'s").rstrip(".'")


def name_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, particles inside them included."""
    i = 0
    while i < len(tokens):
        if not _opens_name(tokens, i):
            i += 1
            continue
        k = i + 1
        while k < len(tokens):
            if tokens[k].is_name and tokens[k].quotation == tokens[i].quotation:
                k += 1
            elif (
                tokens[k].lower in people("particles")
                and k + 1 < len(tokens)
                and tokens[k + 1].is_name
                and tokens[k].lower != "the"
            ):
                k += 2
            else:
                break
            if tokens[k - 1].lower.endswith("'s"):
                break
        yield i, k
        i = k


def _makes_person(word: str) -> bool:
    return word in people("titles", "male", "female") or (word in people("roles") and word not in people("bodies"))


def _opens_name(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    no_name = reporting("determiners", "openers", "prepositions")
    if not token.is_name or token.lower in no_name or token.lower in pronoun_kinds():
        return False
    return len(token.text) > 1 or token.text.isupper()


def _gender(words: Sequence[str]) -> str:
    for word in words:
        if word in people("female") or word in _given("women"):
            return "female"
        if word in people("male") or word in _given("men"):
            return "male"
    return ""


def _given(key: str) -> frozenset[str]:
    """Given names of women or men."""
    return lexicon("factcheck.claims", "entities.json", key)


def _roles_around(tokens: Sequence[Token], start: int, end: int) -> frozenset[str]:
    """The roles in the same phrase: "the mayor, Nora Lind", "Ilya Sorn, head of …"."""
    found = {tokens[k].lower for k in range(start, end)}
    k = start - 1
    while k >= 0 and start - k <= 9 and tokens[k].quotation < 0 and (tokens[k].is_word or tokens[k].text == ","):  # noqa: PLR2004
        if tokens[k].lower in reporting("finite") or (tokens[k].text == "," and k != start - 1):
            break
        found.add(tokens[k].lower)
        k -= 1
    if end + 1 < len(tokens) and tokens[end].text == "," and not tokens[end + 1].is_name:
        for token in tokens[end + 1 : end + 7]:
            if not token.is_word or token.lower in reporting("finite") | {"who", "of"}:
                break
            found.add(token.lower)
    return frozenset(found & (people("roles", "male", "female", "titles")))


def _aged(tokens: Sequence[Token], end: int) -> frozenset[str]:
    """An age behind the name, which only persons have."""
    aged = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].text.isdigit()
    return frozenset({"aged"}) if aged else frozenset()


def _is_named(text: str) -> bool:
    """Whether a capital stands behind the first word, which may only open a sentence; a lone word counts itself."""
    first, *rest = text.split()
    return any(word[0].isupper() for word in rest or [first])


def _without_possessor(tokens: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """In "its director, Odile March" whose director is said elsewhere: the name is the source."""
    start, end = span
    comma = next((k for k in range(start, end) if tokens[k].text == ","), None)
    possessor = tokens[start].lower in {"its", "his", "her", "their", "whose"}
    if not possessor or comma is None or end - comma <= _NAME_WORDS:
        return span
    return (comma + 1, end) if all(token.is_name for token in tokens[comma + 1 : end]) else span


def _says_which(mention: Mention, head: str, own: Mention) -> bool:
    """Whether "the education regulator" was a source before "the regulator" is."""
    return mention.rank > 1 and mention.words[-1] == head and len(mention.words) > len(own.words)


def _head(inside: Sequence[Token]) -> Token:
    """The noun of "the grandmother of seven": what stands before "of"."""
    of = next((k for k in range(2, len(inside)) if inside[k].lower in {"of", "from"}), len(inside))
    return inside[of - 1]


def _of_other_role(known: Mention, called: Mention) -> bool:
    """Whether one is known by a role of office, and is now called by another."""
    roles = known.roles & people("roles")
    office = called.words[-1]
    return office in _OFFICES and office not in roles and bool(roles or known.words[0] in {"mr", "mrs", "ms"})


def _weight(mention: Mention, kind: str) -> tuple[int, bool, bool, int]:
    """How well a mention of one sentence suits a pronoun: speakers, those of its gender, surely persons, the first."""
    return mention.rank, mention.gender == kind, bool(mention.roles), -mention.span.start


class Cast:
    """The mentions of one article, in reading order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._mentions: list[Mention] = []
        self._by_word: dict[str, list[Mention]] = {}
        self._genders: dict[str, str] = {}
        self._stands_for: dict[int, Mention] = {}
        self._unnamed: list[Mention] = []

    @cached_property
    def _in_lower_case(self) -> frozenset[str]:
        """The words that the article writes without a capital somewhere."""
        return frozenset(_LOWER.findall(self._text))

    def note_names(self, tokens: Sequence[Token], sentence: int) -> None:
        """Remember the names of a sentence (its own voice, not quotations)."""
        opening = dateline(tokens)
        for start, end in name_runs(tokens):
            if start < opening or tokens[start].quotation >= 0 or self._is_plain_word(tokens, start, end):
                continue
            rank = 1 if self._is_subject(tokens, start, end) else 0
            self._add(tokens, *self._with_role(tokens, start, end), sentence, rank)

    def note_body(self, tokens: Sequence[Token], sentence: int) -> None:
        """Remember the subject of "The company does not dispute …", whoever it stands for."""
        if len(tokens) > len("ab") and tokens[0].lower == "the" and tokens[0].quotation < 0:
            following = tokens[2].lower
            verb = following in reporting("verbs", "finite", "auxiliaries") or following.endswith("ed")
            if verb and tokens[1].lower in people("bodies"):
                self.resolve(tokens, (0, 2), sentence)

    def note_humans(self, tokens: Sequence[Token], sentence: int) -> None:
        """Remember those who are called by what they are, "a pensioner", "my cousin", outside quotations."""
        known = people("humans", "roles", "male", "female")
        for i, token in enumerate(tokens):
            opens = token.lower in reporting("determiners") and token.lower not in _POINTING
            opens = (opens or (token.is_name and token.lower.endswith("'s"))) and token.quotation < 0
            start = i
            while start and token.is_name and tokens[start - 1].is_name:  # "Bela Moritz's sister"
                start -= 1
            for k in range(i + 1, min(len(tokens), i + 1 + _NEAR_HEAD)) if opens else ():
                word = tokens[k].lower
                if not tokens[k].is_word or tokens[k].is_name or word in reporting("prepositions", "finite"):
                    break
                following = tokens[k + 1] if k + 1 < len(tokens) else None
                if word in known or word.endswith("-year-old"):
                    if following is None or not following.is_name:
                        self._unnamed.append(self._mention(tokens, start, k + 1, sentence, 0))
                    break
        del self._unnamed[:-_LOOKBACK]

    def unnamed(self, tokens: Sequence[Token], span: tuple[int, int], sentence: int) -> Mention:
        """A pronoun that nobody is known for; nothing later stands for it."""
        return self._mention(tokens, span[0], span[1], sentence, 0)

    def _is_plain_word(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether the one word has its capital only because it opens the sentence: “Pumps are drawing off water”."""
        if start > 0 or end > 1 or _bare(tokens[0]) in self._by_word:
            return False
        return is_plural(tokens[0].text) or tokens[0].lower in self._in_lower_case

    def _is_subject(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether a verb follows the name, or it stands among the first words of its sentence."""
        following = tokens[end].lower if end < len(tokens) else ""
        if following in reporting("finite", "verbs", "auxiliaries") or following.endswith("ed"):
            return True
        if start > 1 and tokens[start - 1].text == "," and tokens[start - 2].lower in people("bodies"):
            return True  # "a spokeswoman for the operator, Tarn Minerals"
        if start > _FIRST_WORDS:
            return False
        return start > 0 or end - start > 1 or _bare(tokens[start]) in self._by_word

    @staticmethod
    def _with_role(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
        k = start
        while k > 0 and (tokens[k - 1].lower in people("roles", "titles")) and tokens[k - 1].quotation < 0:
            k -= 1
        return k, end

    def note_source(self, tokens: Sequence[Token], span: tuple[int, int], sentence: int) -> Mention:
        """Remember a source as it stands."""
        return self._add(tokens, span[0], span[1], sentence, 2)

    def _add(self, tokens: Sequence[Token], start: int, end: int, sentence: int, rank: int) -> Mention:
        mention = self._mention(tokens, start, end, sentence, rank)
        self._mentions.append(mention)
        for word in set(mention.words):
            self._by_word.setdefault(word, []).append(mention)
        if len(self._mentions) > _MEMORY:
            self._forget()
        return mention

    def _mention(self, tokens: Sequence[Token], start: int, end: int, sentence: int, rank: int) -> Mention:
        inside = tokens[start:end]
        words = tuple(_bare(token) for token in inside if token.is_word)
        span = Span(inside[0].start, inside[-1].end)
        text = span.of(self._text)
        if text.endswith(("'s", "’s")):
            span = Span(span.start, span.end - 2)
            text = span.of(self._text)
        elif text.endswith(("s'", "s’")):
            span = Span(span.start, span.end - 1)
            text = span.of(self._text)
        person = self._is_person(tokens, start, end)
        gender = _gender(words)
        if gender and person:
            self._genders[words[-1]] = gender
        full = self._full_name_of(words) if words else None
        return Mention(
            text,
            span,
            words,
            person or full is not None,
            gender or (self._genders.get(words[-1], "") if words else ""),
            sentence,
            rank,
            _roles_around(tokens, start, end) | _aged(tokens, end),
        )

    def _full_name_of(self, words: Sequence[str]) -> Mention | None:
        """The full name of which `words` is the surname alone."""
        names = [word for word in words if word not in people("titles", "roles", "particles")]
        if len(names) != 1:
            return None
        listed = self._by_word.get(names[0], [])[-20:]
        return next((m for m in reversed(listed) if len(m.words) > 1 and m.words[-1] == names[0] and m.is_person), None)

    def _forget(self) -> None:
        """Keep the memory bounded: very long texts must not make each look-up longer."""
        for mention in self._mentions[: _MEMORY // 2]:
            for word in set(mention.words):
                listed = self._by_word[word]
                if listed and listed[0] is mention and len(listed) > 1:
                    listed.pop(0)
        del self._mentions[: _MEMORY // 2]

    @staticmethod
    def _is_person(tokens: Sequence[Token], start: int, end: int) -> bool:
        of = next((k for k in range(start + _NAME_WORDS, end) if tokens[k].lower in {"of", "from"}), end)
        if _gender([_bare(token) for token in tokens[start:of]]):
            end = of  # "Analyst Petra Aldous of Mirex Bank"
        inside = tokens[start:end]
        called = start > 1 and tokens[start - 1].lower in {"called", "named"}  # "a firm called Palmera Image"
        bodies = people("bodies", "generic_bodies")
        if any(t.text == "&" for t in inside) or (called and tokens[start - 2].lower in bodies):
            return False
        named = max((k + 1 for k, t in enumerate(inside[:-1]) if t.lower in people("roles")), default=0)
        # In "Union convenor Jarl Petros" the name is what follows the role.
        names = [t for t in inside[named:] if t.is_name and t.lower not in people("particles")]
        outlet = bool(names) and len(names) > 1 and _bare(names[-1]) in people("outlets")
        if not names or outlet or any(_bare(t) in people("name_words", "generic_bodies") for t in names):
            titled = any(t.lower.rstrip(".") in people("titles") for t in inside) and len(names) > 1
            if not titled or not names or _bare(names[-1]) in people("name_words", "generic_bodies"):
                return any(t.lower in people("male", "female") for t in inside) and not any(
                    t.lower in people("bodies") for t in inside
                )
        role = any(_makes_person(t.lower.rstrip(".")) for t in inside)  # "the operator Eastgrid" is a body
        before = tokens[start - 1].lower if start else ""
        aged = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].text.isdigit()
        if role or aged:
            return not (tokens[start].lower == "the" and not any(t.lower in people("titles", "roles") for t in inside))
        return (
            len(names) > 1
            and before not in {"the", "in", "at", "near", "from", "to", "on", "across", "outside", "inside"}
            and tokens[start].lower not in {"the", "a"}
            and not any(t.lower in people("bodies") for t in inside)
        )

    def resolve(self, tokens: Sequence[Token], span: tuple[int, int], sentence: int) -> Mention | None:
        """The fullest mention that a source stands for; None for a pronoun that nobody is known for."""
        inside = tokens[span[0] : span[1]]
        kind = (pronoun_kinds() | _OBLIQUE).get(inside[0].lower) if len(inside) == 1 else None
        if kind is not None:
            return self._for_pronoun(kind, sentence, inside[0].start)
        span = _without_possessor(tokens, span)
        inside = tokens[span[0] : span[1]]
        group = self._group_of(inside, sentence)
        if group is not None:
            return group
        own = self.note_source(tokens, span, sentence)
        full = self._fuller(inside, own)
        if full is not own:
            self._stands_for[own.span.start] = full
        return full

    def _group_of(self, inside: Sequence[Token], sentence: int) -> Mention | None:
        """In "“…,” said one" those who spoke last as several."""
        words = [token.lower for token in inside]
        if words not in (["one"], ["another"]):
            return None
        near = [m for m in self._mentions[-40:] if m.rank > 1 and sentence - _LOOKBACK // 2 <= m.sentence < sentence]
        return next((m for m in reversed(near) if m.words and any(is_plural(word) for word in m.words)), None)

    def _for_pronoun(self, kind: str, sentence: int, at: int) -> Mention | None:
        """Whom a pronoun that starts at `at` stands for: nobody whom its own sentence names behind it."""
        wanted_person = kind in {"male", "female"}
        best: Mention | None = None
        for mention in reversed(self._mentions):
            if mention.sentence < sentence - _LOOKBACK or (best and mention.sentence < best.sentence):
                break
            if mention.sentence >= sentence and (mention.rank < 1 or mention.span.start > at):
                continue
            if wanted_person and (not mention.is_person or (mention.gender and mention.gender != kind)):
                continue
            if not wanted_person and not self._may_be_body(mention, plural=kind == "group"):
                continue
            if best is None or _weight(mention, kind) > _weight(best, kind):
                best = mention
        if wanted_person:
            best = self._unnamed_instead(kind, sentence, at, best)
        if best is None:
            return None
        if best.is_person and best.rank and kind in {"male", "female"} and best.words:
            self._genders.setdefault(best.words[-1], kind)
        return self._stands_for.get(best.span.start) or self.fullest(best)

    def _unnamed_instead(self, kind: str, sentence: int, at: int, best: Mention | None) -> Mention | None:
        """Who is called by what they are, where that is nearer than the name found."""
        own = self._subject_human(kind, sentence, at)
        if own is not None and (best is None or best.sentence < sentence):
            return own
        other = self._last_human(kind, sentence)
        if best is None or other is None:
            return best or other
        later = other.sentence > best.sentence or other.span.overlap(best.span) > 0
        # "Moritz's sister" speaks as "she", and not some Quintero who was named before.
        return other if later and other.gender == kind and not best.gender else best

    def _subject_human(self, kind: str, sentence: int, at: int) -> Mention | None:
        """The one that the pronoun's own sentence begins with: “My brother lays cables, and he says …”."""
        for mention in self._unnamed:
            opens = mention.sentence == sentence and mention.span.end < at and mention.gender == kind
            before = self._text[max(0, mention.span.start - 2) : mention.span.start]
            if opens and (not before.strip() or before[0] in ".!?"):
                return mention
        return None

    def _last_human(self, kind: str, sentence: int) -> Mention | None:
        """The one last spoken of as "a pensioner" or "my cousin"."""
        near = [m for m in self._unnamed if sentence - _LOOKBACK // 2 <= m.sentence < sentence]
        fitting = [m for m in near if m.gender in {"", kind}]
        return next((m for m in fitting if m.sentence == fitting[-1].sentence), None)

    def _may_be_body(self, mention: Mention, *, plural: bool) -> bool:
        """Whether "it" (or "they") may stand for the mention: a source or subject that is no person."""
        if mention.is_person or mention.rank < 1 or _is_date(mention) or mention.words[-1] in _ORDINALS:
            return False
        if not plural:
            return not is_plural(mention.words[-1])
        # "they" may be anybody: only those who have spoken are taken for it, and papers and research do not speak on.
        return mention.rank > 1 and people("documents").isdisjoint(mention.words)

    def fullest(self, mention: Mention) -> Mention:
        """The latest longer mention of the same person ("Halvas" → "Col. Irena Halvas")."""
        names = [word for word in mention.words if word not in people("titles", "roles", "particles")]
        if len(names) > 1 or not names:
            return mention
        return self._named(names[0], mention) or mention

    def _named(self, name: str, other_than: Mention) -> Mention | None:
        candidates = self._by_word.get(name, [])
        for mention in reversed(candidates[-40:]):
            if (
                len([w for w in mention.words if w not in people("titles", "particles")]) > 1
                and mention is not other_than
                and not (other_than.span.start <= mention.span.start and mention.span.end <= other_than.span.end)
                and mention.words[-1] == name
                and not {"and", "for"} & set(mention.words)  # "Incer and Lindley Johnson", "Cowboys For Trump"
            ):
                return mention
        return self._misspelt(name, other_than)

    def _misspelt(self, name: str, other_than: Mention) -> Mention | None:
        if len(name) < _LEAST_FUZZY:
            return None
        for mention in reversed(self._mentions[-60:]):
            if mention is other_than or len(mention.words) < 2 or "for" in mention.words:  # noqa: PLR2004 - a full name
                continue
            if _within_one_edit(name, mention.words[-1]) and mention.is_person:
                return mention
        return None

    def _fuller(self, inside: Sequence[Token], own: Mention) -> Mention:
        names = [
            t for t in inside if t.is_name and t.lower.rstrip(".") not in people("titles") | reporting("determiners")
        ]
        if names and inside[0].lower in reporting("determiners") and _PLACED & {t.lower for t in inside[1:-1]}:
            return own  # "The hospital in Ruvo" is not Cape Ruvo
        if names:
            if len(names) == 1 and not inside[-1].lower.endswith(("camp", "team")) and names[0] is inside[-1]:
                return self._named(_bare(names[0]), own) or own
            return own
        determined = inside[0].lower in {"the", "its", "their", "his", "her"} and len(inside) <= 5  # noqa: PLR2004
        if not determined or has_name(inside, 0, len(inside)):
            return own
        whose = inside[0].lower != "the"  # "her lawyer" is not she
        return self._for_description(_bare(_head(inside)), own, whose=whose) or own

    def _for_description(self, head: str, own: Mention, *, whose: bool) -> Mention | None:
        for mention in reversed(self._by_word.get(head, [])[-40:]):
            if (
                mention is not own
                and len(mention.words) > 1
                and (any(c.isupper() for c in mention.text) or _says_which(mention, head, own))
                and mention.span.start < own.span.start
            ):
                return mention
        for mention in reversed(self._mentions[-80:]):
            if mention is not own and mention.is_person and head in mention.roles:
                return self.fullest(mention)
        generic = head in people("generic_bodies") and head not in _THIRD_PARTIES
        if generic and len(own.words) == len(("the", "company")):
            return self._for_pronoun_body(own)
        human = head in people("roles", "titles", "male", "female", "humans")
        human = human and head not in people("bodies")
        return self._only_person(own) if not whose and (human or head.endswith("-year-old")) else None

    def _only_person(self, own: Mention) -> Mention | None:
        """The one person whom the two sentences before speak of, if it is only one."""
        recent = [
            m
            for m in self._mentions[-30:]
            if m is not own and m.is_person and own.sentence - 2 <= m.sentence < own.sentence
        ]
        surnames = {m.words[-1] for m in recent}
        full = self.fullest(recent[-1]) if len(surnames) == 1 else None
        if full is not None and _of_other_role(full, own):
            return None  # "the judge" is not Mr Rochester
        return full if full is not None and _is_named(full.text) else None

    def _for_pronoun_body(self, own: Mention) -> Mention | None:
        """The one named body that the sentences before speak of, if it is only one."""
        bodies = [
            m
            for m in self._mentions[-60:]
            if m is not own
            and not m.is_person
            and not _is_date(m)
            and m.words[-1] not in reporting("amounts")
            and m.words[-1] not in people("outlets")
            and m.rank >= 1
            and m.sentence >= own.sentence - _LOOKBACK // 2
            and any(c.isupper() for c in m.text.split(maxsplit=1)[-1])
            and (" " in m.text or self._text.count(m.text) > 1)  # “Lightning had struck”
        ]
        return bodies[-1] if len({m.words[-1] for m in bodies}) == 1 else None
