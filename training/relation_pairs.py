"""Makes hard pairs for the relation model: figures, negation, names, time, hedges, other facts and other events.

    .venv-train/bin/python training/relation_pairs.py --show 40

Two kinds: facts of relation_frames.toml told twice, and sentences of the training data altered in one place. What a
pair is labelled follows from how it was made, never from a model. The same seed gives the same pairs.
"""

# ruff: noqa: E501, D102, PLR0917, PLR0911, PLR0912, C901 - patterns and long lists read best on one line each

import argparse
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

import corpora
from relation_data import Pair, plain, rows

ENTAILMENT, NEUTRAL, CONTRADICTION = 0, 1, 2

FIRST = "Ana Maria Tom Piet Olga Kofi Lena Ivan Noor Hugo Ruth Omar Nina Carl Mei Luis Ada Sven Tariq Eva John Sarah Paul Grace".split()  # noqa: SIM905
ONSETS = "b br c d dr f g gr h k kl l m n p pr r s st t tr v w z".split()  # noqa: SIM905
VOWELS = "a e i o u ai ea ou".split()  # noqa: SIM905
CODAS = "n r l s th ck rd nd m sk".split()  # noqa: SIM905
PLACE_ENDS = ["ton", "ville", "burg", "wick", "ford", "stad", "ia", "ova", "ley", " Bay", " Falls", "mouth"]
ORG_ENDS = [
    " Industries",
    " Energy",
    " Group",
    " Bank",
    "",
    " Motors",
    " Foods",
    " Water",
    " Telecom",
    "corp",
    " Systems",
    " Pharma",
]
EVENTS = [
    "fire",
    "explosion",
    "flood",
    "train crash",
    "earthquake",
    "storm",
    "landslide",
    "bombing",
    "chemical leak",
    "avalanche",
]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905

REPORTED = [
    "{source} said that {s}", "{s}, {source} said", "{s}, according to {source}", "According to {source}, {s}",
    "{source} told reporters that {s}", "{source} confirmed that {s}", "{source} reported that {s}", "{s}, said {source}",
]  # fmt: skip
DENIED = [
    "{source} denied that {s}", "{source} rejected reports that {s}", "It is not true that {s}",
    "{source} dismissed the claim that {s}", "Reports that {s} are false, {source} said", "Contrary to reports that {s}, nothing of the kind happened",
]  # fmt: skip
OPEN = [
    "It is not clear whether {s}", "{source} could not confirm that {s}", "{source} is investigating whether {s}",
    "{source} was asked whether {s}", "Nobody knows yet whether {s}", "{source} declined to say whether {s}",
    "There were rumours that {s}, which could not be verified", "{source} warned that it could happen that {s}",
    "If {s}, there will be an inquiry", "{source} hopes that {s}",
]  # fmt: skip
SOURCES = [
    "police",
    "officials",
    "the ministry",
    "a spokeswoman",
    "the company",
    "witnesses",
    "the authorities",
    "{person}",
    "the mayor",
    "local media",
]
TAILS = [
    ", the worst such case in years", " in the early hours of the morning", ", to the surprise of many", " on {day}", " after weeks of uncertainty",
    " as {person} looked on", ", {source} said", ", in a case that has drawn national attention", ", although details were scarce",
]  # fmt: skip
ASIDES = [
    "{person} declined to comment", "{source} is due to report on {day}", "{org} has its headquarters in {place}", "{person} visited {place} on {day}",
    "The road to {place} was closed", "{person} has lived in {place} for ten years", "{org} employs people in {place} and {place2}",
    "{source} thanked the volunteers", "A meeting will be held in {place} next week", "{person} called for an inquiry", "It rained in {place} on {day}",
    "{org} has not responded to questions", "{person} praised the emergency services", "The mayor of {place} spoke of a difficult day",
    "Shares of {org} were suspended", "{place} last saw a {event} eleven years ago", "Many in {place} blame {org}", "Schools in {place} were shut",
]  # fmt: skip


# First words of sentences that are no names.
COMMON = {
    "A",
    "About",
    "After",
    "Alcohol",
    "All",
    "An",
    "Authorities",
    "Almost",
    "At",
    "Both",
    "But",
    "Court",
    "Crowds",
    "Customers",
    "Drinking",
    "Everyone",
    "Faulty",
    "Fewer",
    "Fighters",
    "Floodwater",
    "For",
    "From",
    "Half",
    "Hospitals",
    "However",
    "If",
    "In",
    "Inspectors",
    "Investigators",
    "It",
    "Its",
    "Joblessness",
    "Judges",
    "Lawmakers",
    "Lights",
    "Managers",
    "Many",
    "More",
    "Most",
    "Nearly",
    "No",
    "Nobody",
    "None",
    "Not",
    "Officers",
    "On",
    "One",
    "Only",
    "Over",
    "Participation",
    "People",
    "Police",
    "Prices",
    "Pupils",
    "Quarterly",
    "Rescuers",
    "Residents",
    "Revenue",
    "Roughly",
    "Sales",
    "Several",
    "She",
    "Some",
    "Someone",
    "Staff",
    "Still",
    "Taxpayers",
    "Temperatures",
    "Tests",
    "That",
    "The",
    "There",
    "These",
    "They",
    "This",
    "Three",
    "Troops",
    "Turnout",
    "Two",
    "Unemployment",
    "Up",
    "Voters",
    "We",
    "What",
    "When",
    "While",
    "With",
    "Workers",
    "He",
    "His",
    "Her",
    "Their",
    "Soldiers",
    "Hardly",
    "Trials",
    "Government",
    "Minister",
    "Talks",
    "Around",
    "Other",
    "Another",
}


@dataclass(frozen=True)
class Value:
    """What a slot holds: its words, and for figures the interval that they leave open."""

    words: str
    low: float = 0.0
    high: float = 0.0


class World:
    """One invented event: names and places that stay the same through a pair."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.slots = {
            "place": self.place(), "place2": self.place(), "org": self.org(), "org2": self.org(), "person": self.person(),
            "person2": self.person(), "day": chance.choice(DAYS), "event": chance.choice(EVENTS),
        }  # fmt: skip
        self.slots["source"] = chance.choice(SOURCES).format(**self.slots)

    def name(self) -> str:
        c = self.chance
        parts = (c.choice(ONSETS) + c.choice(VOWELS) + c.choice(CODAS) for _ in range(c.choice((1, 1, 2))))
        return "".join(parts).capitalize()

    def place(self) -> str:
        return self.name() + self.chance.choice(PLACE_ENDS)

    def org(self) -> str:
        return self.name() + self.chance.choice(ORG_ENDS)

    def person(self) -> str:
        return f"{self.chance.choice(FIRST)} {self.name()}"


@cache
def frames() -> list[dict]:
    raw = tomllib.loads((Path(__file__).parent / "relation_frames.toml").read_text("utf-8"))
    return raw["frame"]


UNITS_OF_20 = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


def spelt(number: int) -> str:
    if number < 20:
        return UNITS_OF_20[number]
    tens, rest = divmod(number, 10)
    return TENS[tens - 2] + (f"-{UNITS_OF_20[rest]}" if rest else "")


def digits(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


FRACTIONS = {
    50: "half",
    33: "a third",
    25: "a quarter",
    20: "a fifth",
    67: "two thirds",
    75: "three quarters",
    10: "one in ten",
}

BOUNDS: list[tuple[str, Callable[[float], tuple[float, float]]]] = [
    ("at least {}", lambda v: (v, inf)), ("more than {}", lambda v: (v * 1.0001, inf)), ("over {}", lambda v: (v * 1.0001, inf)),
    ("no fewer than {}", lambda v: (v, inf)), ("fewer than {}", lambda v: (-inf, v * 0.9999)), ("up to {}", lambda v: (-inf, v)),
    ("at most {}", lambda v: (-inf, v)), ("about {}", lambda v: (v * 0.92, v * 1.08)), ("some {}", lambda v: (v * 0.92, v * 1.08)),
    ("roughly {}", lambda v: (v * 0.92, v * 1.08)), ("around {}", lambda v: (v * 0.92, v * 1.08)),
    ("nearly {}", lambda v: (v * 0.9, v * 0.9999)), ("almost {}", lambda v: (v * 0.9, v * 0.9999)),
]  # fmt: skip


def draw(kind: str, chance: random.Random) -> float:
    """A true value of the kind, in its base unit."""
    name, *limits = kind.split()
    if name == "count":
        low, high = map(int, limits)
        value = int(low * (high / low) ** chance.random())
        return float(value if value < 100 or chance.random() < 0.5 else round(value, -len(str(value)) + 2))
    if name == "money":
        return round(chance.uniform(1, 900), 1) * chance.choice((1e6, 1e6, 1e9))
    if name == "percent":
        return chance.choice(
            (float(chance.choice(list(FRACTIONS))), round(chance.uniform(1, 95), 1), float(chance.randint(2, 95)))
        )
    if name == "year":
        return float(chance.randint(1880, 2024))
    if name == "celsius":
        return float(chance.randint(22, 46))
    if name == "minutes":
        return float(chance.choice((20, 30, 45, 60, 90, 120, 180, 240, 360)))
    if name == "metres":
        return round(chance.uniform(2, 12), 1)
    return float(chance.randint(8, 600))  # kilometres


def told(kind: str, value: float, chance: random.Random) -> Value:
    """The value in words: exact, rounded or in another unit; with the interval that the words leave open."""
    name = kind.split(maxsplit=1)[0]
    near = value * 0.004
    if name == "count":
        number = int(value)
        words = spelt(number) if number < 13 or (number < 100 and chance.random() < 0.25) else digits(number)
        if number >= 24 and number % 12 == 0 and number < 73 and chance.random() < 0.2:
            return Value(f"{spelt(number // 12)} dozen", value * 0.96, value * 1.04)
        return Value(words, value, value)
    if name == "money":
        sign, unit = chance.choice((("$", ""), ("", " dollars")))
        big, short, word = (1e9, "bn", " billion") if value >= 1e9 else (1e6, "m", " million")
        scaled = value / big
        if chance.random() < 0.3 and scaled >= 10:
            scaled, near = float(round(scaled)), big * 0.5
        size = short if sign and chance.random() < 0.4 else word
        return Value(f"{sign}{digits(scaled)}{size}{unit}", scaled * big - near, scaled * big + near)
    if name == "percent":
        if value in FRACTIONS and chance.random() < 0.5:
            return Value(FRACTIONS[int(value)], value - 0.6, value + 0.6)
        return Value(digits(value) + chance.choice(("%", " percent", " per cent")), value - 0.05, value + 0.05)
    if name == "kilometres":
        if chance.random() < 0.4:
            return Value(f"{digits(round(value / 1.609))} miles", value * 0.97 - 0.8, value * 1.03 + 0.8)
        return Value(f"{digits(value)} {chance.choice(('kilometres', 'km'))}", value, value)
    if name == "metres":
        if chance.random() < 0.4:
            return Value(f"{digits(round(value / 0.3048))} feet", value - 0.2, value + 0.2)
        return Value(f"{digits(value)} {chance.choice(('metres', 'm'))}", value, value)
    if name == "celsius":
        if chance.random() < 0.4:
            return Value(f"{digits(round(value * 1.8 + 32))}°F", value - 0.5, value + 0.5)
        return Value(f"{digits(value)}{chance.choice(('°C', ' degrees Celsius'))}", value, value)
    if name == "minutes":
        if value % 60 == 0 and chance.random() < 0.6:
            hours = int(value // 60)
            return Value("an hour" if hours == 1 else f"{spelt(hours)} hours", value - 3, value + 3)
        return Value(f"{digits(value)} minutes", value, value)
    return Value(digits(value).replace(",", ""), value, value)  # year


def bounded(kind: str, value: float, chance: random.Random) -> Value:
    """The value as told, or within a bound; bounds stand on round figures at times."""
    name = kind.split(maxsplit=1)[0]
    if name == "year" or chance.random() < 0.5:
        return told(kind, value, chance)
    pattern, interval = chance.choice(BOUNDS)
    base = value
    if name == "count" and value > 15:
        step = 10 ** (len(str(int(value))) - 1)
        step = step // 2 if value < 10 * step and step >= 10 else step
        base = float(max(step, int(round(value / step) * step)))
    low, high = interval(base)
    inner = told(kind, base, chance)
    slack = max(inner.high - base, base - inner.low, 0.0)
    return Value(pattern.format(inner.words), low - slack, high + slack)


def weigh(premise: Value, hypothesis: Value) -> int | None:
    """What the premise's figure does to the hypothesis's; None where it is too close to call."""
    if premise.high < hypothesis.low or premise.low > hypothesis.high:
        gap = max(hypothesis.low - premise.high, premise.low - hypothesis.high)
        size = max(abs(v) for v in (premise.low, premise.high, hypothesis.low, hypothesis.high) if abs(v) != inf)
        return CONTRADICTION if gap > 0.01 * size else None
    slack = 0.004 * max(abs(v) for v in (premise.low, premise.high, 1.0) if abs(v) != inf)
    if premise.low >= hypothesis.low - slack and premise.high <= hypothesis.high + slack:
        return ENTAILMENT
    wide = premise.high - premise.low > 3 * (hypothesis.high - hypothesis.low) + slack
    return NEUTRAL if wide else None


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text.split(" ", 1)[0] in COMMON else text


def sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", "”")) else text + "."


def wrapped(text: str, world: World, patterns: list[str]) -> str:
    pattern = world.chance.choice(patterns)
    source = world.chance.choice(SOURCES).format(**world.slots)
    inner = text if pattern.startswith("{s}") else lower_first(text)
    return sentence(pattern.format(s=inner, source=source))


def dressed(text: str, world: World) -> str:
    """A fact as a newspaper brings it: at times with its source, a dateline or more detail."""
    roll = world.chance.random()
    if roll < 0.35:
        return wrapped(text, world, REPORTED)
    if roll < 0.5:
        return sentence(text + world.chance.choice(TAILS).format(**world.slots))
    if roll < 0.56:
        return sentence(f"{world.slots['place'].upper()} (AP) - {text}")
    return sentence(text)


def two_of(items: list[str], chance: random.Random) -> tuple[str, str]:
    return tuple(chance.sample(items, 2)) if len(items) > 1 else (items[0], items[0])  # type: ignore[return-value]


def _fill(text: str, world: World, value: str = "") -> str:
    return text.format(**{**world.slots, "n": value})


def frame_pair(chance: random.Random) -> Pair | None:
    """One fact told twice, or two facts of one event, or one fact of two events."""
    frame, world = chance.choice(frames()), World(chance)
    kind, against = frame["value"], frame.get("against", [])
    first, second = two_of(frame["says"], chance)
    name = kind.split()[0]
    figure = name in {"count", "money", "percent", "kilometres", "metres", "celsius", "minutes", "year"}

    def value_words() -> str:
        return {"person": world.person, "place": world.place, "org": world.org, "day": lambda: chance.choice(DAYS)}.get(
            name, lambda: ""
        )()

    true = draw(kind, chance) if figure else 0.0
    mine = told(kind, true, chance) if figure else Value(value_words())

    def fact(pattern: str, value: Value) -> str:
        return _fill(pattern, world, value.words)

    roll = chance.random()
    if roll < 0.08:  # another event of the same kind
        other = World(chance)
        other.slots["event"] = world.slots["event"]
        its = told(kind, draw(kind, chance), chance) if figure else Value(value_words())
        if chance.random() < 0.5:
            its = mine
        pattern = chance.choice(frame["says"] + against)
        if "{place}" not in first + pattern and "{org}" not in first + pattern and "{person}" not in first + pattern:
            return None
        return dressed(fact(first, mine), world), sentence(_fill(pattern, other, its.words)), NEUTRAL
    if roll < 0.22:  # another fact of the same event
        others = [f for f in frames() if f is not frame]
        if chance.random() < 0.45:
            text = chance.choice(ASIDES).format(**world.slots)
        else:
            its_frame = chance.choice(others)
            near = {frame.get("noun"), its_frame.get("noun")} - {None}
            if len(near) == 1 and frame["value"] == its_frame["value"]:
                return None
            its_kind = its_frame["value"]
            its_name = its_kind.split()[0]
            if its_name == "polarity":
                words = ""
            elif its_name in {"person", "place", "org", "day"}:
                words = {
                    "person": world.person,
                    "place": world.place,
                    "org": world.org,
                    "day": lambda: world.slots["day"],
                }[its_name]()
            else:
                words = (mine if its_name == name else told(its_kind, draw(its_kind, chance), chance)).words
            text = _fill(chance.choice(its_frame["says"] + its_frame.get("against", [])), world, words)
        pair = dressed(fact(first, mine), world), sentence(text)
        return (pair[0], pair[1], NEUTRAL) if chance.random() < 0.5 else (sentence(pair[1]), pair[0], NEUTRAL)
    if roll < 0.28:  # not settled
        return wrapped(fact(first, mine), world, OPEN), sentence(fact(second, mine)), NEUTRAL
    if roll < 0.35:  # denied
        text, denial = fact(first, mine), wrapped(fact(second, mine), world, DENIED)
        return (
            (denial, sentence(text), CONTRADICTION)
            if chance.random() < 0.6
            else (dressed(text, world), denial, CONTRADICTION)
        )
    if against and roll < 0.50:
        one, two = (
            dressed(fact(first, mine), world),
            dressed(
                _fill(
                    chance.choice(against),
                    world,
                    mine.words if "{n}" not in str(against) else digits(chance.randint(20, 900)),
                ),
                world,
            ),
        )
        return (one, two, CONTRADICTION) if chance.random() < 0.5 else (two, one, CONTRADICTION)
    if name == "polarity":
        if len(against) > 1 and chance.random() < 0.4:
            first, second = two_of(against, chance)
        return dressed(_fill(first, world), world), dressed(_fill(second, world), world), ENTAILMENT
    if not figure:
        if chance.random() < 0.5:
            return dressed(fact(first, mine), world), sentence(fact(second, mine)), ENTAILMENT
        its = Value(value_words())
        if its.words == mine.words:
            return None
        return dressed(fact(first, mine), world), sentence(fact(second, its)), CONTRADICTION
    return _figures(chance, kind, true, lambda v: fact(first, v), lambda v: fact(second, v), world)


def _figures(
    chance: random.Random,
    kind: str,
    true: float,
    first: Callable[[Value], str],
    second: Callable[[Value], str],
    world: World,
) -> Pair | None:
    name = kind.split(maxsplit=1)[0]
    if name == "count" and chance.random() < 0.12:  # a figure that grew
        before = told(kind, max(2.0, float(int(true * chance.uniform(0.4, 0.9)))), chance)
        now = told(kind, true, chance)
        if before.low == now.low:
            return None
        text = chance.choice(
            (
                f"{first(now)}, up from {before.words} a day earlier",
                f"{first(now)}, after {before.words} on the day before",
                f"The number has risen to {now.words} from {before.words}: {lower_first(first(now))}",
            )
        )
        if chance.random() < 0.3:
            return sentence(text), sentence(second(now)), ENTAILMENT
        return sentence(text), sentence(second(before)), NEUTRAL
    want = chance.choice((ENTAILMENT, ENTAILMENT, CONTRADICTION, CONTRADICTION, NEUTRAL))
    for _ in range(12):
        its_true = (
            true if want == ENTAILMENT else true * chance.choice((0.3, 0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 2, 3, 10))
        )
        if name in {"count", "celsius", "minutes"}:
            its_true = float(max(2, round(its_true)))
        if name == "year":
            its_true = true + (0 if want == ENTAILMENT else chance.choice((-20, -3, -1, 1, 2, 10)))
        if name == "percent":
            its_true = min(its_true, 99.0)
        mine, its = bounded(kind, true, chance), bounded(kind, its_true, chance)
        label = weigh(mine, its)
        if label == want:
            return dressed(first(mine), world), sentence(second(its)), label
    return None


NUMBER = re.compile(r"(?<![\w.,-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w,]*\d)(?=[\s%]|[.,;](?:\s|$))")
AUXILIARY = re.compile(
    r"\b(is|was|are|were|will|can|could|would|should|has|have|had|must|may|did|does|do)\b(?! not|n't| never)"
)
OPPOSITES = [
    "rose/fell", "increased/decreased", "won/lost", "accepted/rejected", "approved/rejected", "more/fewer", "higher/lower", "before/after",
    "guilty/innocent", "support/oppose", "supported/opposed", "supports/opposes", "opened/closed", "open/closed", "largest/smallest", "first/last", "best/worst", "up/down",
    "gained/lost", "joined/left", "confirmed/denied", "success/failure", "succeeded/failed", "alive/dead", "rise/fall", "increase/decrease", "safe/dangerous",
    "legal/illegal", "male/female", "north/south", "east/west", "northern/southern", "eastern/western", "oldest/youngest", "highest/lowest", "early/late", "always/never", "all/none",
    "strong/weak", "growth/decline", "profit/loss", "public/private", "better/worse", "longer/shorter", "arrived/left", "bought/sold", "cheap/expensive", "raised/cut",
]  # fmt: skip
OPPOSITE = {a: b for line in OPPOSITES for a, b in (line.split("/"), line.split("/")[::-1])}
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*)")
MODAL = re.compile(r"\b(was|were|is|are)\b")


@cache
def real() -> tuple[list[str], list[list[str]], dict[str, list[tuple[str, str]]]]:
    """Single sentences; articles as lists of sentences; true (premise, hypothesis) pairs by name for other facts."""
    singles: list[str] = []
    by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows("train.jsonl.gz"):
        if row["source"] in {"fever_rte_dev", "rte", "mnli_3k"}:
            premise, hypothesis = plain(row["premise"]), plain(row["hypothesis"])
            if 6 <= len(premise.split()) <= 40:
                singles.append(premise)
            if row["source"] == "fever_rte_dev" and len(premise.split()) <= 45:
                names = NAME.findall("x " + hypothesis)
                if names:
                    by_name[names[0]].append((premise, hypothesis))
    articles = []
    for text in corpora.polnear_articles("train"):
        sentences = [re.sub(r"\s+", " ", s) for s in corpora.split_sentences(text)]
        sentences = [s for s in sentences if 6 <= len(s.split()) <= 40 and s.endswith((".", "”", '"'))]
        if len(sentences) >= 5:
            articles.append(sentences)
            singles += sentences
    return list(dict.fromkeys(singles)), articles, {k: v for k, v in by_name.items() if len(v) > 1}


def words(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", text.lower()) if len(w) > 3}


def number_pair(text: str, chance: random.Random) -> Pair | None:
    found = [
        m
        for m in NUMBER.finditer(text)
        if not (m.group(2) is None and m.group(1)[:2] in {"18", "19", "20"} and len(m.group(1)) == 4)
    ]
    if not found:
        return None
    match = chance.choice(found)
    raw = match.group(0)
    value = float(raw.replace(",", ""))
    lead = text[: match.start()]
    if value < 2 or re.search(
        r"\b(January|February|March|April|May|June|July|August|September|October|November|December|at least|about|over|than|nearly|some|around|in|of|No\.|aged?|Rs\.?|section) ?$",
        lead,
        re.IGNORECASE,
    ):
        return None
    if text[match.end() :].lstrip().lower().startswith(("a.m", "p.m", "am ", "pm ", "o'clock", "january", "year-old")):
        return None

    def put(words_: str) -> str:
        dollar = lead.endswith(("$", "£", "€"))
        if dollar and " " in words_:
            bound, number = words_.rsplit(" ", 1)
            return f"{lead[:-1]}{bound} {lead[-1]}{number}{text[match.end() :]}"
        return f"{lead}{words_}{text[match.end() :]}"

    whole = value == int(value)
    other = value * chance.choice((0.3, 0.5, 0.75, 0.9, 1.1, 1.3, 2, 3, 10))
    other = float(round(other)) if whole else round(other, 1)
    if abs(other - value) < 0.03 * value:
        other = value + max(1, round(value * 0.2))
    low, high = (float(int(value * f)) for f in (0.8, 1.25))
    roll = chance.random()
    if roll < 0.28:
        return text, put(digits(other)), CONTRADICTION
    if roll < 0.42:
        bound = chance.choice(
            (
                f"fewer than {digits(low)}",
                f"more than {digits(max(high, value + 1))}",
                f"less than {digits(low)}",
                f"at least {digits(max(high, value + 1))}",
                f"fewer than {raw}",
                f"more than {raw}",
            )
        )
        return text, put(bound), CONTRADICTION
    if roll < 0.8:
        bound = chance.choice(
            (
                f"at least {raw}",
                f"more than {digits(low if low < value else value - 1)}",
                f"about {raw}",
                f"fewer than {digits(max(high, value + 1))}",
                f"up to {raw}",
                f"at least {digits(low if low < value else value - 1)}",
                f"no more than {raw}",
                f"some {raw}",
                f"less than {digits(max(high, value + 1))}",
            )
        )
        return text, put(bound), ENTAILMENT
    weak = chance.choice(
        (
            f"at least {digits(low if low < value else value - 1)}",
            f"more than {digits(low if low < value else value - 1)}",
            f"fewer than {digits(max(high, value + 1))}",
            f"up to {digits(max(high, value + 1))}",
        )
    )
    return put(weak), text, NEUTRAL


def negation_pair(text: str, chance: random.Random) -> Pair | None:
    match = next(AUXILIARY.finditer(text), None)
    if match is None or match.start() > 90 or text[:20].count('"') or "not" in text or text.endswith("?"):
        return None
    verb = match.group(1)
    after = text[match.end() :].lstrip()
    if verb in {"do", "does", "did", "may", "have", "has", "had"} and not re.match(r"(be|been|\w+ed|\w+en)\b", after):
        return None
    before = text[: match.start()]
    if re.search(r"\b(that|which|who|where|when|if|whether|said|says|what|how|there)\b", before, re.IGNORECASE):
        return None
    negated = f"{before}{verb} {chance.choice(('not', 'not', 'never'))} {after}"
    if chance.random() < 0.5:
        return text, negated, CONTRADICTION
    return negated, text, CONTRADICTION


def opposite_pair(text: str, chance: random.Random) -> Pair | None:
    spots = [m for m in re.finditer(r"\b[a-z]+\b", text) if m.group(0) in OPPOSITE]
    spots = [
        m
        for m in spots
        if m.group(0) not in {"up", "down", "all", "first", "last", "more", "left", "open"} or chance.random() < 0.15
    ]
    if not spots or " not " in text or "n't" in text:
        return None
    match = chance.choice(spots)
    changed = text[: match.start()] + OPPOSITE[match.group(0)] + text[match.end() :]
    return (text, changed, CONTRADICTION) if chance.random() < 0.7 else (changed, text, CONTRADICTION)


def shortened_pair(text: str, chance: random.Random) -> Pair | None:
    """A sentence entails itself without an inserted clause, and with its source before it."""
    roll = chance.random()
    if roll < 0.35:
        cut = re.sub(r", (?:which|who|whose|where|including|according to|a|an|the) [^,.]{8,90},", "", text, count=1)
    elif roll < 0.6:
        cut = re.sub(
            r"(?:, (?:which|including|according to|adding|after|while|as) [^.]{10,120}| on (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))(?=\.$)",
            "",
            text,
            count=1,
        )
    elif roll < 0.8:
        match = re.match(
            r"^([^,“\"]{25,140}), (?:[A-Z][^,]{2,60}|officials|police|he|she|they) (?:said|told [^,.]{3,40})(?: on \w+day)?\.$",
            text,
        )
        cut = match.group(1) + "." if match else text
    else:
        world = World(chance)
        return wrapped(text.rstrip("."), world, REPORTED), text, ENTAILMENT
    if cut == text or len(cut.split()) < 5:
        return None
    return text, sentence(cut), ENTAILMENT


def denial_pair(text: str, chance: random.Random) -> Pair | None:
    if len(text.split()) > 26 or '"' in text or "“" in text:
        return None
    world = World(chance)
    if chance.random() < 0.5:
        return wrapped(text.rstrip("."), world, DENIED), text, CONTRADICTION
    return wrapped(text.rstrip("."), world, OPEN), text, NEUTRAL


def article_pair(_: str, chance: random.Random) -> Pair | None:
    """Two sentences of one article with words in common: about the same matter, neither following from the other."""
    sentences = chance.choice(real()[1])
    first = chance.choice(sentences)
    mine = words(first)
    near = sorted((s for s in sentences if s != first), key=lambda s: -len(words(s) & mine) / (len(words(s)) + 3))[:4]
    second = chance.choice(near)
    common = len(words(second) & mine) / max(1, min(len(mine), len(words(second))))
    return None if common > 0.5 else (first, second, NEUTRAL)


def same_name_pair(_: str, chance: random.Random) -> Pair | None:
    """Evidence for one statement about a name does not decide another statement about it."""
    names = real()[2]
    pairs = names[chance.choice(list(names))]
    (premise, _its), (_, hypothesis) = chance.sample(pairs, 2)
    if any(p == premise and h == hypothesis for p, h in pairs):
        return None
    fresh = words(hypothesis) - words(premise)
    return (premise, hypothesis, NEUTRAL) if len(fresh) >= 2 else None


def entity_pair(text: str, chance: random.Random) -> Pair | None:
    """Another name in the same place: what the sentence says of one it does not say of the other."""
    found = list(NAME.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    world = World(chance)
    other = world.person() if " " in match.group(0) else world.place()
    return (
        text,
        text[: match.start()] + other + text[match.end() :],
        CONTRADICTION if chance.random() < 0.6 else NEUTRAL,
    )


PERTURB: list[tuple[Callable[[str, random.Random], Pair | None], float]] = [
    (number_pair, 0.30), (negation_pair, 0.09), (opposite_pair, 0.08), (shortened_pair, 0.22), (denial_pair, 0.05),
    (article_pair, 0.16), (same_name_pair, 0.07), (entity_pair, 0.03),
]  # fmt: skip
FRAME_SHARE = 0.5


def generated(seed: int) -> Iterator[Pair]:
    """Endless: half told from frames, half altered sentences."""
    chance = random.Random(seed)  # noqa: S311
    singles = real()[0]
    makers, weights = zip(*PERTURB, strict=True)
    while True:
        if chance.random() < FRAME_SHARE:
            pair = frame_pair(chance)
        else:
            maker = chance.choices(makers, weights)[0]
            for _ in range(60):
                pair = maker(chance.choice(singles), chance)
                if pair is not None:
                    break
        if pair is not None and len(f"{pair[0]} {pair[1]}".split()) <= 75:
            yield pair


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--show", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    labels: Counter[int] = Counter()
    for index, (pair) in enumerate(generated(options.seed)):
        labels[pair[2]] += 1
        if index < options.show:
            print("ENC"[pair[2]], "|", pair[0], "|", pair[1])
        if index >= 2000:
            break
    print(labels)


if __name__ == "__main__":
    main()
