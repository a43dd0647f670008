"""The plural of what a figure counts, as English writes it."""

from factcheck.domain.values import Quantity

_IRREGULAR = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "goose": "geese",
    "krone": "kroner",
    "krona": "kronor",
    "lira": "lire",
    "criterion": "criteria",
    "crisis": "crises",
    "hypothesis": "hypotheses",
    "hero": "heroes",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "echo": "echoes",
    "torpedo": "torpedoes",
    "half": "halves",
    "life": "lives",
    "wife": "wives",
    "knife": "knives",
    "wolf": "wolves",
    "calf": "calves",
    "shelf": "shelves",
    "loaf": "loaves",
    "thief": "thieves",
    "leaf": "leaves",
}
# fmt: off
_UNCHANGED = frozenset((
    "percent", "hertz", "stone", "staff", "crew", "personnel", "cattle", "sheep", "fish", "aircraft", "data", "series",
    "species", "spacecraft", "hovercraft", "yen", "yuan", "won", "baht", "rand", "headquarters",
))
# fmt: on
# Who compares units takes off an s at the most: these are given as English writes them.
_WRITTEN_OUT = frozenset({"foot", "inch", "century"})
_CURRENCY_CODE = 3
_NOT_MEN = ("human", "german", "roman", "norman", "ottoman", "talisman")


def plural(unit: str) -> str:
    """Several of a unit: "shell per day" → "shells per day". Codes, shares and temperatures' scales stay."""
    head, per, rest = unit.partition(" per ")
    if (head.isupper() and len(head) == _CURRENCY_CODE) or head.startswith("fraction"):
        return unit
    if head.startswith("degree "):
        return head.replace("degree ", "degrees ", 1) + per + rest
    *lead, noun = head.split(" ")
    return " ".join([*lead, _plural_noun(noun)]) + per + rest


def _plural_noun(noun: str) -> str:
    lower = noun.casefold()
    if lower in _UNCHANGED or not noun:
        return noun
    if lower in _IRREGULAR:
        return _IRREGULAR[lower] if noun.islower() else noun[0] + _IRREGULAR[lower][1:]
    if lower.endswith("child"):
        return noun + "ren"
    if lower.endswith("man") and not lower.endswith(_NOT_MEN):
        return noun[:-3] + "men"
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if lower.endswith(("s", "x", "z", "ch", "sh")) else "s")


def shown_unit(quantity: Quantity) -> str:
    """What clients see: measures and money in the singular ("square kilometre"), what is counted as English writes it.

    So it is 9.4 "square kilometre", 1 "battery" and 3 "batteries".
    """
    measured = quantity.base is not None and quantity.unit.rsplit(" ", maxsplit=1)[-1] not in _WRITTEN_OUT
    if measured or quantity.value == 1:
        return quantity.unit
    return plural(quantity.unit)
