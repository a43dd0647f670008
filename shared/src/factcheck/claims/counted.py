"""What a number counts: a unit of measure, money, or the noun phrase behind it."""

import re
from collections.abc import Sequence
from functools import cache

from factcheck.claims.numbers import Number, data, find_numbers, units_data
from factcheck.domain.numerals import CARDINALS
from factcheck.text.lexicon import alternatives

TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\s\w]|_")
_ABBREVIATIONS = re.compile(r"[A-Z]{2,}s")  # "MPs", "NGOs"
_MAX_NOUN_WORDS = 4
_NOUN_REACH = 80
_LEAST_IES = 4
_LEAST_PLURAL = 3
_OF = re.compile(r"\s+of\s+(?P<rest>[^.;:!?]{1,60})")
_COMPOUND = re.compile(r"-([^\W\d_]{3,})(?=[\s-])")
_FRACTION_OF = re.compile(
    r"\s+of\s+(?P<what>[^.,;:!?]{1,60})|\s+(?=(?:the|its|their|his|her|our|all)\s)(?P<bare>[^.,;:!?]{1,60})"
)
_OF_STUFF = re.compile(r"\s+of\s+[a-z-]+(?:\s+[a-z-]+)?(?=\s+per\s)")  # "42 grams of salt per litre"
_DEMONYM = re.compile(r"[A-Z][a-z]+(?:ese|ois)")  # one or many; mostly an adjective
_NO_NOUN = re.compile(r"\s+(?:are|were|have|had|who|in|from|still|remain|live|died|said|say|want|believe)\b|[.,;]")
_NO_COMPOUND = {"year", "third", "thirds"}
_DIGITS_ONLY = {"C", "F", "x", "in.", "in", "g", "ha", "m", "B"}
_GLUED_ONLY = {"C", "F", "in.", "in"}
_OF_MONEY = re.compile(
    r"[\s-](?:a-\w+\s+)?(?:\w+\s+)?(?:fines?|notes?|bills?|prizes?|rewards?|cheques?|loans?|deals?|grants?|bonus|bonuses|"
    r"bets?|tickets?|fees?|contracts?|budgets?|gifts?|donations?|debts?|hole|gap|package|project|scheme|bid|transfer)\b"
)
_NIGHTLY = re.compile(r"[\s-][a-z]")
_SOME_PEOPLE = {"men", "women", "mums", "dads", "mothers", "fathers", "boys", "girls"}
_AND_OTHERS = re.compile(
    r",?\s+(?:[\w-]+\s+)?(?:and|or)\s+(?:men|women|mums|dads|mothers|fathers|boys|girls|children)\b"
)
"""“36 men and women” are people."""
_HEAVY = re.compile(
    r"\s+of\s+(?!(?:the|its|his|her|their|our|my|your|this|that|debts?|savings?|aid|funding|cuts|profit|taxpayers?)\b)"
    r"|\s+(?:heavier|lighter|in weight|weight)\b"
)


def singular(noun: str) -> str:
    """The singular of an English noun, by its ending."""
    lower = noun.casefold()
    irregular = data()["irregular_plurals"].get(lower)
    if irregular:
        return str(irregular)
    if lower.endswith("children"):
        return noun[: -len("ren")]
    if lower.endswith("ies") and len(lower) > _LEAST_IES:
        return noun[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1] if is_plural(noun) else noun


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    lower = word.casefold()
    if lower in data()["irregular_plurals"] or lower.endswith("children") or _ABBREVIATIONS.fullmatch(word):
        return True
    return (
        len(lower) > _LEAST_PLURAL
        and lower.endswith("s")
        and not lower.endswith(("ss", "us", "is", "'s", "’s", "ous"))
        and lower not in data()["not_plural"]
    )


def is_stop(word: str) -> bool:
    """Whether a word ends a noun phrase."""
    return word.casefold() in data()["stops"] or not word[0].isalnum()


def noun_after(text: str, at: int) -> tuple[str, int] | None:
    """The plural noun phrase that starts at `at`: ("polling station", end); None if there is none."""
    taken: list[str] = []
    for match in TOKEN.finditer(text, at, min(len(text), at + _NOUN_REACH)):
        word = match.group()
        if (
            is_stop(word)
            or word[0].isdigit()
            or word.casefold() in CARDINALS
            or (not taken and "\n\n" in text[at : match.start()])
        ):
            return None
        if not taken and word.casefold() in data()["transparent"]:
            continue
        taken.append(word)
        if is_plural(word) and word.casefold() in _SOME_PEOPLE and _AND_OTHERS.match(text, match.end()):
            return "person", match.end()
        if is_plural(word) or (_DEMONYM.fullmatch(word) and _NO_NOUN.match(text, match.end())):
            return _unit_of(taken), match.end()
        if len(taken) >= _MAX_NOUN_WORDS:
            return None
    return None


def _unit_of(words: Sequence[str]) -> str:
    return " ".join([*words[:-1], singular(words[-1])])


def compound_after(text: str, at: int) -> tuple[str, int] | None:
    """In "300-page report" pages are counted, in "two-line statement" lines."""
    match = _COMPOUND.match(text, at)
    if not match or match[1].casefold() in data()["stops"] or match[1].casefold() in _NO_COMPOUND:
        return None
    return match[1].casefold(), match.end(1)


def singular_after(text: str, at: int, *, described: bool = False) -> tuple[str, int] | None:
    """What "one" or "a single" counts: the next word, if it can be a noun; `described`: an adjective may come first."""
    match = TOKEN.search(text, at, min(len(text), at + _NOUN_REACH // 2))
    if not match or text[at : match.start()].strip() or not match.group()[0].isalpha():
        return None
    word = match.group()
    if word.casefold() in data()["one_is_no_count"] or is_stop(word) or not word[0].islower():
        return None
    following = TOKEN.search(text, match.end(), min(len(text), match.end() + _NOUN_REACH // 2))
    # An adjective may stand there ("one provincial government"): only a word that ends the phrase is the noun.
    if following and not _ends_phrase(following.group()):
        return singular_after(text, match.end()) if described else None
    return word, match.end()


def _ends_phrase(word: str) -> bool:
    """Whether no noun phrase goes on with the word: a function word, a verb, "absent"."""
    return is_stop(word) or word.endswith(("ed", "died", "fell")) or word.casefold() in data()["states"]


def noun_of(text: str, at: int) -> tuple[str, int] | None:
    """In "12 of the country's 3,140 polling stations" stations are counted; a pronoun counts what came before.

    The end is `at`: the span stays with the figure, for what it is of may stand far away.
    """
    match = _OF.match(text, at)
    if not match:
        return None
    start = match.start("rest")
    for number in find_numbers(match["rest"]):
        noun = noun_after(text, start + number.end) if number.kind in {"digits", "words"} else None
        if noun:
            return noun[0], at
        break
    for token in TOKEN.finditer(text, start, match.end()):
        word = token.group().casefold()
        if word in data()["determiner_like"] or word.endswith(("'s", "’s")):
            continue
        if word in data()["casualty"]:
            return "person", at
        vague = word.removesuffix("s") in data()["scales"]
        if word in {"them", "whom"} and (named := _people_behind(text, token.end())):
            return named, at
        noun = None if vague or word in data()["pronouns"] else noun_after(text, token.start())
        return (noun[0], at) if noun else None
    return None


def _people_behind(text: str, at: int) -> str | None:
    """In "14 labourers, six of them women" women are counted."""
    match = TOKEN.match(text, at + 1)
    word = singular(match.group().casefold()) if match and is_plural(match.group()) else ""
    return word if word in data()["people"] else None


def fraction_unit(text: str, at: int) -> str:
    """A "third of the city" is of unit "fraction of the city"."""
    match = _FRACTION_OF.match(text, at)
    if not match:
        return "fraction"
    words: list[str] = []
    for word in (match["what"] or match["bare"]).split()[:_MAX_NOUN_WORDS]:
        if words and is_stop(word):
            break
        words.append(word)
        if word in data()["pronouns"]:
            break
    return " ".join(["fraction of", *words]) if words else "fraction"


@cache
def unit_names() -> dict[str, str]:
    """Spelling to unit name or ISO 4217 code."""
    lists = units_data()
    names = {spelling: name for name, (_, spellings) in lists["units"].items() for spelling in spellings}
    return names | dict(lists["money"]) | {code: code for code in lists["codes"]}


@cache
def unit_pattern() -> re.Pattern[str]:
    """A unit directly behind a number."""
    return re.compile(rf"[\s\u00a0\u202f-]?(?P<unit>{alternatives(list(unit_names()))})(?![^\W_]|[²³/])")


@cache
def _per_pattern() -> re.Pattern[str]:
    per = alternatives(units_data()["per"])
    return re.compile(
        rf"\s+(?:an?|per|each|every|for\s+every)\s+(?P<per>{per})\b(?!-)|\s?/\s?(?P<slash>{per})\b", re.IGNORECASE
    )


def per(text: str, unit: str, end: int) -> tuple[str, int]:
    """`unit` with what it is spread over ("shell" → "shell per day"), and where the words end."""
    of_stuff = _OF_STUFF.match(text, end)
    match = _per_pattern().match(text, of_stuff.end() if of_stuff else end)
    if not match or " per " in unit:
        return unit, end
    each = (match["per"] or match["slash"]).casefold()
    return f"{unit} per {'person' if each == 'head' else each}", match.end()


def listed_unit(text: str, number: Number) -> tuple[str, int] | None:
    """The unit of measure or money behind a number, and where it ends."""
    match = unit_pattern().match(text, number.end)
    if not match:
        return None
    spelling = re.sub(r"\s+", " ", match["unit"])
    unit = unit_names().get(spelling, "")
    if spelling == "night" and number.value != 1 and _NIGHTLY.match(text, match.end()) and noun_after(text, number.end):
        return None  # "eleven night shelters", "two night-shift workers"
    glued = match.start("unit") == number.end
    if not unit or (spelling in _DIGITS_ONLY and number.kind != "digits") or (spelling in _GLUED_ONLY and not glued):
        return None
    weight = text[number.end] == "-" and not _OF_MONEY.match(text, match.end())  # "a 1,400-pound bear"
    if unit == "GBP" and not number.scaled and (weight or _HEAVY.match(text, match.end())) and "pound" in spelling:
        unit = "pound"
    return per(text, unit, match.end())


def counts_something(text: str, at: int) -> bool:
    """Whether a plural noun or a unit stands at `at`."""
    if noun_after(text, at) is not None:
        return True
    match = unit_pattern().match(text, at)
    return match is not None and (match["unit"] not in _GLUED_ONLY or match.start("unit") == at)
