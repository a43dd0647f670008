"""Many short patterns as one: found as fast as the words that they need, not as slow as all of them.

A list of cues joined by "|" is tried whole at every place of a sentence. Here each cue is tried only in a text that has
a word which it cannot do without, and few have.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SHORTEST: Final = 2
_GRAM: Final = 3  # letters
_BY_FREQUENCY: Final = " etaoinsrhldcumfpgwybvkxjqz"
_REMEMBERED: Final = 1_000  # code points of a text whose grams are kept, for it is asked for one list after the other
_CLASSES: Final = frozenset("bBdDsSwWAZ0123456789")
_OPTIONAL: Final = ("?", "*", "{0", "{,")


class Cues:
    """The patterns as one of them: `search` and `sub` as those of `re.Pattern` of their alternation.

    Case is ignored, and the end of a line is a blank. Words are looked up after case folding, so of letters that only
    `re` takes for one another (a dotless ı for an i) a cue may be missed.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        listed = list(patterns)
        self._whole = re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE)
        self._each = [re.compile(one, re.IGNORECASE) for one in listed]
        needed = [_needed(one) for one in listed]
        self._always = [number for number, words in enumerate(needed) if words is None]
        by_word = [(word, number) for number, words in enumerate(needed) for word in words or ()]
        self._short = [(word, number) for word, number in by_word if len(word) < _GRAM]
        by_gram: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for word, number in by_word:
            if len(word) >= _GRAM:
                by_gram[_rarest(word)].append((word, number))
        self._by_gram = dict(by_gram)
        self._grams = frozenset(by_gram)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match; of two at one place that of the earlier pattern."""
        found: re.Match[str] | None = None
        text = text.replace("\n", " ")
        for number in self._possible(text):
            match = self._each[number].search(text)
            if match and (found is None or match.start() < found.start()):
                found = match
        return found

    def sub(self, replacement: str, text: str) -> str:
        """The text, its lines as one, with every match replaced."""
        text = text.replace("\n", " ")
        return self._whole.sub(replacement, text) if self._possible(text) else text

    def _possible(self, text: str) -> list[int]:
        """The patterns whose words occur, in their order."""
        folded, grams = _folded(text) if len(text) <= _REMEMBERED else _folded.__wrapped__(text)
        found = {number for word, number in self._short if word in folded}
        found.update(self._always)
        for gram in self._grams & grams:
            found.update([number for word, number in self._by_gram[gram] if word in folded])
        return sorted(found)


def _rarest(word: str) -> str:
    """The three letters of a word that stand together least often in English, letter by letter."""
    grams = [word[i : i + _GRAM] for i in range(len(word) - _GRAM + 1)]
    return max(grams, key=lambda gram: sum(_BY_FREQUENCY.find(letter) % 100 for letter in gram))


@lru_cache(maxsize=32)
def _folded(text: str) -> tuple[str, frozenset[str]]:
    """The text without case, and all that stands in three places of it next to each other."""
    folded = text.casefold()
    return folded, frozenset(map("".join, zip(folded, folded[1:], folded[2:], strict=False)))


def _needed(pattern: str) -> tuple[str, ...] | None:
    """Letters of which one run at the least is in whatever matches; None if that cannot be told."""
    branches = _branches(pattern)
    if len(branches) > 1:
        each = [_needed(branch) for branch in branches]
        known = [one for one in each if one is not None]
        return tuple(dict.fromkeys(word for one in known for word in one)) if len(known) == len(each) else None
    choices = [choice for choice in _parts(pattern) if min(map(len, choice)) >= _SHORTEST]
    return max(choices, key=lambda choice: (min(map(len, choice)), -len(choice)), default=None)


def _branches(pattern: str) -> list[str]:
    """The alternatives of the outermost level."""
    found, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _class_end(pattern, at)
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and depth == 0:
            found.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*found, pattern[start:]]


def _parts(pattern: str) -> list[tuple[str, ...]]:
    """What each part of a sequence needs: runs of letters, and groups of which one alternative must be there."""
    found: list[tuple[str, ...]] = []
    run, at = "", 0

    def close() -> None:
        nonlocal run
        if run:
            found.append((run.casefold(),))
        run = ""

    while at < len(pattern):
        sign = pattern[at]
        if sign == "(":
            close()
            end = _group_end(pattern, at)
            found += _needed_by_group(pattern, at, end)
            at = end + 1
        elif sign == "[":
            close()
            at = _class_end(pattern, at) + 1
        elif sign == "\\" and pattern[at + 1] in _CLASSES:
            close()
            at += 2
        elif sign in ".^$":
            close()
            at += 1
        elif sign in "?*+{}":
            close()
            at = pattern.index("}", at) + 1 if sign == "{" else at + 1
        else:
            literal = pattern[at + 1] if sign == "\\" else sign
            at += 2 if sign == "\\" else 1
            if pattern.startswith(_OPTIONAL, at):
                close()
            else:
                run += literal
    close()
    return found


def _needed_by_group(pattern: str, start: int, end: int) -> list[tuple[str, ...]]:
    """What the group between two brackets needs, if it must be there; nothing for one that only looks round."""
    inner = re.sub(r"^\?(?::|P<\w+>)", "", pattern[start + 1 : end])
    needed = None if inner.startswith("?") or pattern.startswith(_OPTIONAL, end + 1) else _needed(inner)
    return [needed] if needed else []


def _class_end(pattern: str, at: int) -> int:
    """Where the set of letters that opens at `at` closes."""
    at += 2 if pattern[at + 1] != "^" else 3  # a bracket that comes first is a letter of the set
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at


def _group_end(pattern: str, at: int) -> int:
    """Where the group that opens at `at` closes."""
    depth = 0
    while True:
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _class_end(pattern, at)
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
