"""Who or what stands before or after a verb of reporting, without a parser: words, capitals and marks decide."""

from collections.abc import Sequence
from functools import cache

from factcheck.claims.tokens import Token
from factcheck.text.lexicon import load, words

_LONGEST = 14
_LONGEST_NAME = 5
_LONGEST_ROLE = 3  # words
_GLUE = {"-", "&", "'", "’"}


@cache
def reporting(*keys: str) -> frozenset[str]:
    """What stands in any of some lists of `reporting.json`; "verbs": every verb form that may report."""
    lists = (all_verbs() if key == "verbs" else words("factcheck.claims", "reporting.json", key) for key in keys)
    return frozenset().union(*lists)


@cache
def people(*keys: str) -> frozenset[str]:
    """What stands in any of some lists of `people.json`."""
    return frozenset().union(*(words("factcheck.claims", "people.json", key) for key in keys))


@cache
def pronoun_kinds() -> dict[str, str]:
    """Pronoun to what it stands for."""
    return dict(load("factcheck.claims", "reporting.json")["pronouns"])


@cache
def all_verbs() -> frozenset[str]:
    """Every verb form that may report."""
    return reporting("speech", "ambiguous", "finding", "denying")


def is_day(token: Token) -> bool:
    """Whether the word names a day."""
    return token.lower in reporting("days")


def skip_adverbials(tokens: Sequence[Token], at: int) -> int:
    """Index of the last word at or before `at` that is no adverb, auxiliary or time phrase."""
    i = at
    while i >= 0:
        token = tokens[i]
        if token.lower in reporting("auxiliaries") or (
            token.lower.endswith("ly")
            and token.lower not in {"family", "assembly", "ally", "reply", "supply", "italy", "july"}
            and not token.is_name
        ):
            i -= 1
        elif is_day(token):
            i -= 1
            while i >= 0 and tokens[i].lower in reporting("day_openers"):
                i -= 1
        elif (
            token.lower in reporting("day_nouns")
            and i > 0
            and tokens[i - 1].lower in {"last", "this", "next", "earlier"}
        ):
            i -= 2
        else:
            return i
    return i


def _is_dash(tokens: Sequence[Token], i: int) -> bool:
    """Whether the hyphen at `i` stands between blanks and parts what it should join."""
    return tokens[i].text == "-" and i > 0 and tokens[i].start > tokens[i - 1].end


def is_finite(tokens: Sequence[Token], i: int) -> bool:
    """Whether a finite verb stands at `i`, and not the end of a name, as in "Pan Am" or "Theresa May"."""
    return tokens[i].lower in reporting("finite") and not (i > 0 and tokens[i].is_name)


def is_the_accused(tokens: Sequence[Token], i: int) -> bool:
    """Whether "accused" at `i` is a person on trial and no verb."""
    return tokens[i].lower == "accused" and i > 0 and tokens[i - 1].lower in {"the", "two", "three", "four"}


def segment_before(tokens: Sequence[Token], end: int) -> int:
    """Start of the unbroken run of words that ends at index `end`."""
    i = end
    quotation = tokens[end].quotation
    while i >= 0:
        token = tokens[i]
        if token.quotation != quotation or (not token.is_word and (token.text not in _GLUE or _is_dash(tokens, i))):
            break
        if token.lower in reporting("clause_starts") and end - i > 0:
            break
        if (
            end - i > 0
            and token.lower in all_verbs()
            and not (token.is_name or is_the_accused(tokens, i))
            and token.lower not in reporting("ambiguous")
        ):
            break
        i -= 1
    return i + 1


def has_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a name stands in [start, end); the first word of a sentence counts only if it is no function word."""
    return any(
        tokens[i].is_name and tokens[i].lower not in reporting("determiners", "openers", "prepositions")
        for i in range(start, end)
    )


def is_bare_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether [start, end) is a name and nothing else."""
    return (
        0 < end - start <= _LONGEST_NAME
        and all(tokens[i].is_name or tokens[i].lower in people("particles") for i in range(start, end))
        and tokens[start].lower not in reporting("determiners")
    )


def _tail(tokens: Sequence[Token], start: int, end: int) -> int:
    """Start of the noun phrase at the end of [start, end): a name with its roles, or a determiner's phrase."""
    i = end - 1
    named = tokens[i].is_name
    while i >= start:
        token = tokens[i]
        if token.lower in reporting("determiners"):
            if i > start and tokens[i - 1].lower == "of":
                i -= 2
                continue
            return i
        if token.lower == "and" or is_finite(tokens, i) or token.lower in reporting("prepositions") - {"of"}:
            break
        if named and not token.is_name and token.lower not in people("roles", "titles", "particles"):
            if token.lower.endswith(("'s", "s'")) or token.lower in people("bodies"):
                i -= 1
                continue
            break
        i -= 1
    return i + 1


def trim(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """[start, end) without what is no part of the noun phrase: openers, adjuncts, an earlier clause."""
    i = start
    if i < end - 2 and tokens[i].lower in {"last", "next", "this"} and tokens[i + 1].lower in reporting("day_nouns"):
        i += 2  # "Last month ISIS said"
    while i < end - 1 and tokens[i].lower in {"what", "how", "why"}:
        i += 1
    while i < end and (tokens[i].lower in reporting("openers") or is_day(tokens[i])):
        i += 1
    if i < end - 1 and tokens[i + 1].lower in {"later", "earlier"}:
        i += 2
    if start < i < end - 1 and tokens[i - 1].lower == "last" and tokens[i].lower in reporting("day_nouns"):
        i += 1
    if start < i < end - 2 and tokens[i].lower in {"this", "last"} and tokens[i + 1].lower in reporting("day_nouns"):
        i += 2  # "Earlier this month deputy prime minister Janos Vela said"
    end = next((k for k in range(i + 1, end) if tokens[k].lower == "speaking"), end)
    relative = any(tokens[k].lower == "who" for k in range(i + 1, end))
    finite = any(is_finite(tokens, k) for k in range(i, end))
    if i < end and (tokens[i].lower in reporting("prepositions") or (finite and not relative) or end - i > _LONGEST):
        i = _tail(tokens, i, end)
    i = _after_coordination(tokens, i, end)
    while i < end and tokens[i].lower in reporting("openers"):
        i += 1
    i = next((k + 1 for k in range(end - 2, i - 1, -1) if tokens[k].lower == "even" and tokens[k + 1].is_name), i)
    while end > i and not tokens[end - 1].is_word:
        end -= 1
    return (i, end) if i < end and tokens[end - 1].lower != "whom" else None


def _are_persons(tokens: Sequence[Token], start: int, conjunction: int, end: int) -> bool:
    """“Union leader Peter Asare and producer Lena Moss”: names on either side, with nothing but what they are."""
    known = people("roles", "titles", "particles", "humans") | reporting("determiners")
    before = all(token.is_name or token.lower in known for token in tokens[start:conjunction])
    if not before or tokens[start].lower in pronoun_kinds() or not tokens[end - 1].is_name:
        return False
    after = tokens[conjunction + 1 : end]
    role = next((k for k, token in enumerate(after) if token.is_name), 0)
    plain = all(
        token.text.isalpha() and token.lower not in reporting("finite", "prepositions") for token in after[:role]
    )
    return plain and role <= _LONGEST_ROLE and all(token.is_name for token in after[role:])


def _after_coordination(tokens: Sequence[Token], start: int, end: int) -> int:
    for k in range(end - 2, start, -1):
        if tokens[k].lower == "and":
            left, right = tokens[k - 1], tokens[k + 1]
            joined = right.is_name or right.lower in reporting("determiners") | people("roles", "titles")
            if left.is_name and (joined or _are_persons(tokens, start, k, end)):
                return start
            if start == 0 and k == len(("The", "government")) and tokens[0].lower in reporting("determiners"):
                return start  # "The government and Kurdish media reported"
            if (
                tokens[start].lower in reporting("determiners")
                and right.lower not in reporting("determiners")
                and not right.is_name
            ):
                return start
            return k + 1
    return start


def starts_noun_phrase(token: Token) -> bool:
    """Whether a subject that follows its verb can begin here."""
    if not token.is_word or is_day(token):
        return False
    if token.is_name:
        return True
    return (
        token.lower in (reporting("determiners") - {"that"}) | people("roles", "bodies", "titles")
        or (token.lower in {"he", "she", "they", "it"})
        or (token.lower.endswith("s") and token.lower not in {"as", "is", "was", "has", "this", "us"})
    )


def _continues(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Whether the preposition at `i` goes on with the phrase that began at `start`."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None:
        return False
    token = tokens[i]
    named = has_name(tokens, start, i)
    to_name = following.is_name or (
        following.lower == "the" and i + 2 < len(tokens) and (tokens[i + 2].is_name or not named)
    )
    if token.lower == "of":
        return True
    if token.lower in {"for", "from", "at", "with"}:
        return (to_name or not named) and not is_day(following)
    return (
        token.lower in {"in", "on"}
        and not named
        and (following.is_name or following.lower == "the")
        and not is_day(following)
    )


def phrase_after(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `start`, with a name in apposition ("its director, Odile Marchetti")."""
    if start >= len(tokens):
        return None
    if tokens[start].lower in {"he", "she", "they", "it"}:
        return start, start + 1
    i = start
    quotation = tokens[start].quotation
    while i < len(tokens) and i - start < _LONGEST and tokens[i].quotation == quotation:
        token = tokens[i]
        if not token.is_word and token.text not in _GLUE:
            break
        if i > start and (token.lower in reporting("right_stops") or is_day(token) or is_finite(tokens, i)):
            break
        if i > start and token.lower in reporting("prepositions") and not _continues(tokens, i, start):
            break
        i += 1
    if i - start > 1 and tokens[i - 2].is_name and tokens[i - 1].lower.endswith("ly") and not tokens[i - 1].is_name:
        i -= 1  # "said Viktor Sobol flatly"
    if i == start:
        return None
    return start, _with_apposed_name(tokens, start, i)


def _with_apposed_name(tokens: Sequence[Token], start: int, end: int) -> int:
    ends_in_name = tokens[end - 1].is_name and tokens[end - 1].lower not in people("name_words")
    first_is_role = not tokens[start].is_name
    if (
        end >= len(tokens)
        or tokens[end].text != ","
        or (ends_in_name and not (first_is_role and tokens[end - 1].lower in people("roles")))
    ):
        return end
    k = end + 1
    while (
        k < len(tokens)
        and (tokens[k].is_name or (k > end + 1 and tokens[k].lower in people("particles") - {"of", "the"}))
        and k - end <= _LONGEST_NAME
    ):
        k += 1
    named = k > end + 1 and (
        k >= len(tokens) or not tokens[k].is_word or tokens[k].lower in reporting("right_stops", "prepositions")
    )
    if named and k < len(tokens) and tokens[k].lower in reporting("finite"):
        return end  # "According to these reports, Schlesinger would be replaced"
    return k if named and not is_day(tokens[end + 1]) else end


def source_phrase(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """What follows "according to": up to the next mark, or to where a new noun phrase or verb begins."""
    i = start
    while i < len(tokens) and tokens[i].quotation == tokens[start].quotation:
        token = tokens[i]
        if not token.is_word and token.text not in _GLUE:
            break
        if i > start and _opens_clause(tokens, i, start):
            break
        i += 1
    if i == start:
        return None
    if i - start > _LONGEST:
        return phrase_after(tokens, start)
    return start, _with_apposed_name(tokens, start, i)


def _opens_clause(tokens: Sequence[Token], i: int, start: int) -> bool:
    token, before = tokens[i], tokens[i - 1]
    if token.lower in {"he", "she", "they", "it", "we", "when", "because", "while", "after", "before", "but"}:
        return True
    if token.lower in reporting("finite") and not any(
        tokens[k].lower in {"who", "which", "that"} for k in range(start, i)
    ):
        return True
    return (
        token.lower in {"the", "a", "an", "this", "these", "his", "her", "its", "their"}
        and before.lower not in reporting("prepositions") | {"and", "or", "to"} | reporting("determiners")
        and not before.lower.endswith(("ed", "ing"))
    )
