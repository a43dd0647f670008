"""Articles of one fictional event by many outlets: figures differ, some deny what others say, some are copies."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.builders import NOON

# One fact a line; in braces one of the wordings, in angle brackets a figure.
_FACTS = (
    (
        "{A fire aboard|A blaze on|Flames on board|An engine fire on} the {ferry|passenger ferry|car ferry} Maren Lund "
        "{killed|claimed the lives of|left dead} <dead> {people|passengers} off {Tarnholm|the port of Tarnholm} on Saturday "
        "{night|evening}, {the coast guard said|police said|the health ministry said|officials said on Sunday}."
    ),
    (
        "{The coast guard|Rescuers|Lifeboats and helicopters|Crews from three ports} "
        "{brought|took|carried} <saved> {passengers|people} {of|from} the Maren Lund {to safety|ashore|to Tarnholm harbour}"
        "{|, harbour master Odd Riksen said|, a spokeswoman said}."
    ),
    (
        "{Tarnholm hospital|The hospital at Tarnholm|Doctors at Tarnholm hospital} {treated|admitted|looked after} <hurt> "
        "{people|passengers|survivors} of the Maren Lund {with burns|for burns and smoke poisoning|with injuries}."
    ),
    (
        "The {fire|blaze} on the Maren Lund {began|started|broke out} in the engine room "
        "{shortly after 10 p.m.|late on Saturday|as most passengers slept}."
    ),
    (
        "The {fire|blaze} on the Maren Lund {began|started|broke out} on the car deck, "
        "{a lorry driver told reporters|survivors said|two witnesses said}."
    ),
    (
        "{Fire inspectors|Investigators|The accident board} denied that the {fire|blaze} on the Maren Lund "
        "{began|started|broke out} on the car deck."
    ),
    (
        "The Maren Lund {was built|was launched|left the yard} in <built> and {can carry|has room for|is licensed for} "
        "<room> passengers."
    ),
    (
        "{Lund Lines|The owner, Lund Lines,|The ferry company Lund Lines} said that the Maren Lund "
        "{had been inspected|had passed an inspection|was inspected} in May."
    ),
    (
        "The Maren Lund had not been inspected {since <inspected>|for years}, {the seafarers' union|a union|a former "
        "engineer} said."
    ),
    "{Lund Lines|Insurers|The ferry company Lund Lines} {put|estimated} the {damage|loss} at <damage> million crowns.",
    (
        "Prime Minister Sanna Velde {visited|met|spoke with} {survivors of|those saved from} the Maren Lund "
        "{in Tarnholm|at the hospital in Tarnholm} on Sunday."
    ),
    (
        "{Sprinklers|The sprinklers} on the {ferry's|Maren Lund's} car deck {did not work|failed}, "
        "{survivors|passengers|a crew member} said."
    ),
    (
        "{Sprinklers|The sprinklers} on the {ferry's|Maren Lund's} car deck {worked|did work}, "
        "{Lund Lines|the company|its owner} said."
    ),
    (
        "All ferries of Lund Lines {stay in port|will not sail|remain tied up} until the inquiry into the {fire|blaze} on "
        "the Maren Lund {is over|has ended}."
    ),
    (
        "{Prosecutors|The public prosecutor|Prosecutors in Tarnholm} {opened|began} {an inquiry|an investigation} into the "
        "{fire|blaze} on the Maren Lund{| on Sunday}."
    ),
)
_OTHER_LEADS = (
    "TARNHOLM (Coastal Wire) - What follows was filed by our partners overnight.",
    "This report reached our desk on Sunday and is shortened here.",
    "More on this story will be in tomorrow's paper. The Editors.",
)
_FIGURES = {
    "dead": ("seven", "seven", "seven", "nine", "twelve"),
    "saved": (210, 210, 204, 230),
    "hurt": (31, 31, 28, 40),
    "built": (1988, 1988, 1991),
    "room": (400, 400, 450),
    "inspected": (2027, 2028),
    "damage": (80, 95),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one outlet submits."""

    source: str
    text: str
    published_at: datetime

    def body(self) -> dict[str, str]:
        """As `POST /v1/articles` takes it."""
        return {"source": self.source, "text": self.text, "published_at": self.published_at.isoformat()}


def arrivals(count: int, seed: int = 1, *, sentences: int = 5) -> list[Arrival]:
    """`count` different articles on one event: one in five a copy with another lead, one in four by an outlet again."""
    rng = random.Random(seed)
    found: dict[tuple[str, str], Arrival] = {}
    for arrival in _endless(rng, sentences):
        found.setdefault((arrival.source, arrival.text), arrival)
        if len(found) == count:
            return list(found.values())
    raise AssertionError


def _endless(rng: random.Random, sentences: int) -> Iterator[Arrival]:
    texts: list[str] = []
    number = 0
    while True:
        number += 1
        if texts and rng.random() < 0.2:
            text = f"{rng.choice(_OTHER_LEADS)} {rng.choice(texts)}"
        else:
            text = " ".join(_worded(fact, rng) for fact in rng.sample(_FACTS, sentences))
            texts.append(text)
        outlet = rng.randrange(number) if rng.random() < 0.25 else number
        yield Arrival(f"outlet{outlet}.example", text, NOON + timedelta(minutes=rng.randrange(2 * 24 * 60)))


def _worded(fact: str, rng: random.Random) -> str:
    chosen = re.sub(r"\{([^{}]*)\}", lambda m: rng.choice(m[1].split("|")), fact)
    return re.sub(r"<(\w+)>", lambda m: str(rng.choice(_FIGURES[m[1]])), chosen)
