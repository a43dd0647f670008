"""Figures of one article that do not add up. Silent unless both figures demonstrably speak of the same whole.

Three shapes are checked: a share of a named whole ("9.4 of 47 square kilometres … a third of it"), a change between
two figures of one sentence ("from 43.1 to 37.1, a fall of 16 %"), and a total of the figures before it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from factcheck.domain.values import Bound, Finding, FindingKind, Quantity, Span
from factcheck.findings.figures import (
    agrees,
    counted,
    half_step,
    is_loose,
    is_share,
    number,
    percent,
    same_unit,
    share_of,
)
from factcheck.text.lexicon import load

_FIGURE = re.compile(r"[\d$€£]")
_OPENS_WITH_WHOLE = re.compile(r"\W*(?:out\s+)?of\s+(?:(?:the|its|their|all|a\s+total\s+of)\s+)*", re.IGNORECASE)
_OR = re.compile(r"\s*(?:[\w’'-]+\s*)?[,(—–]\s*(?:(?:or|that\s+is|equal\s+to)\s+)?", re.IGNORECASE)
_FATE = re.compile(
    r"\b(?:(?P<unhurt>unhurt|unharmed|unscathed|uninjured|without\s+a\s+scratch)|(?P<dead>dead|died|killed)|"
    r"(?P<hurt>hurt|injured|wounded)|(?P<missing>missing|unaccounted))\b",
    re.IGNORECASE,
)
_BACK = 3
_SLIP = 100
_MOST_PARTS = 6
_ROUGH_MULTIPLE = 0.15
_NEAR = 90
_ADJACENT = 45
_MOST_FIGURES = 40  # a sentence with more is a table


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(load("factcheck.findings", "arithmetic.json")[key]), re.IGNORECASE)


@cache
def _only_change_words() -> re.Pattern[str]:
    words = load("factcheck.findings", "arithmetic.json")["change_words"][0]
    return re.compile(rf"(?:[\s,()—–\-:]|\b(?:{words})\b)*", re.IGNORECASE)


def _finding(span: Span, message: str, related: Sequence[Span]) -> Finding:
    return Finding(FindingKind.ARITHMETIC_MISMATCH, "text", span, message, tuple(related))


def _is_plain(quantity: Quantity) -> bool:
    return quantity.bound in {Bound.EXACT, Bound.ABOUT} and quantity.value > 0 and not is_share(quantity)


def _names_whole(text: str, quantity: Quantity) -> bool:
    # Words of nearness belong to the figure's span; the phrase that names the whole may end in one of them.
    figure = _FIGURE.search(quantity.text)
    end = quantity.span.start + (figure.start() if figure else 0)
    return _pattern("whole").search(text[max(0, quantity.span.start - _NEAR) : end]) is not None


def _has_other_whole(text: str, stated: Quantity) -> bool:
    """“60 million on sales of 456 million, 28 % of the group's sales”: the share says itself what it is of."""
    return re.match(r"\s+of\s+(?!(?:them|it|those|these|the\s+total|that)\b)", text[stated.span.end :][:24]) is not None


def _share_finding(part: Quantity, whole: Quantity, stated: Quantity, span: Span) -> Finding | None:
    if not 0 < part.value <= whole.value:
        return None
    low = (part.value - half_step(part)) / (whole.value + half_step(whole))
    high = (part.value + half_step(part)) / max(whole.value - half_step(whole), half_step(whole))
    if agrees(stated, low, high):
        return None
    message = (
        f"{number(part.value)} of {number(whole.value)} {counted(whole.unit, whole.value)} is "
        f"{percent(part.value / whole.value)}, not {percent(share_of(stated))}"
    )
    return _finding(span, message, (part.span, whole.span, stated.span))


def _pair_before(text: str, recent: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """The one part and the one whole that the sentences before speak of; None if there is any doubt."""
    wholes = [q for q in recent if _is_plain(q) and _names_whole(text, q)]
    pairs = {
        (part.value, whole.value): (part, whole)
        for whole in wholes
        for part in recent
        if _is_plain(part) and part is not whole and same_unit(part, whole) and part.value != whole.value
    }
    measured = [(part, whole) for part, whole in pairs.values() if whole.base is not None or len(wholes) == 1]
    measured = [(part, whole) for part, whole in measured if part.value < whole.value]
    return measured[0] if len(measured) == 1 and len(pairs) == 1 else None


def _shares_of_earlier(
    text: str, sentences: Sequence[Span], figures: Sequence[Sequence[Quantity]]
) -> Iterator[Finding]:
    for i, span in enumerate(sentences):
        stated = [q for q in figures[i] if is_share(q)]
        if len(stated) != 1 or len(figures[i]) != 1 or not _pattern("points_back").search(span.of(text)[:_NEAR]):
            continue
        if stated[0].unit == "percent" and not re.match(r"\s+of\b", text[stated[0].span.end : stated[0].span.end + 5]):
            continue
        recent = [q for k in range(max(0, i - _BACK), i) for q in figures[k]][-_MOST_FIGURES:]
        pair = _pair_before(text, recent)
        found = _share_finding(*pair, stated[0], span) if pair else None
        if found:
            yield found


def _shares_in_sentence(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“48 of 120 seats, or 60 %”, "60 % (48 of 120)"."""
    shares = [q for q in figures if is_share(q)]
    if len(shares) != 1:
        return
    stated = shares[0]
    if stated.span.start > figures[0].span.start and _has_other_whole(text, stated):
        return
    for part, whole in pairwise(figures):
        between = text[part.span.end : whole.span.start]
        if not (_is_plain(part) and _is_plain(whole) and same_unit(part, whole)):
            continue
        if not re.fullmatch(
            r"\s*(?:[\w’'-]+\s+){0,2}(?:of|out\s+of)\s+(?:(?:the|its|their|all|a\s+total\s+of)\s+)?(?:[\w’'-]+\s+)?",
            between,
        ):
            continue
        gap = (
            text[whole.span.end : stated.span.start]
            if stated.span.start >= whole.span.end
            else text[stated.span.end : part.span.start]
        )
        if re.fullmatch(
            r"\s*(?:[\w’'-]+\s+)?[,(—–-]\s*(?:(?:or|that\s+is|i\.e\.|equal\s+to|namely|just|only)\s+)?", gap
        ):
            found = _share_finding(part, whole, stated, span)
            if found:
                yield found


def _shares_of_named_whole(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """The whole first: “Of the 120 households that had to leave, 48, or 60 percent, had returned”."""
    for whole, part, stated in zip(figures, figures[1:], figures[2:], strict=False):
        if (
            is_share(stated)
            and _is_plain(whole)
            and _is_plain(part)
            and not _has_other_whole(text, stated)
            and same_unit(part, whole)
            and _OPENS_WITH_WHOLE.fullmatch(text[span.start : whole.span.start])
            and _OR.fullmatch(text[part.span.end : stated.span.start])
        ):
            found = _share_finding(part, whole, stated, span)
            if found:
                yield found


def _change_pair(text: str, figures: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """(before, after) of the one change of a sentence: "from A to B", "to B from A", "B, against A before"."""
    pairs: list[tuple[Quantity, Quantity]] = []
    for first, second in pairwise(figures):
        between = text[first.span.end : second.span.start].strip().casefold()
        ahead = text[max(0, first.span.start - 12) : first.span.start].casefold()
        if not same_unit(first, second) or not all(q.value > 0 for q in (first, second)):
            continue
        if between == "to" and re.search(r"\bfrom\s+$", ahead):
            pairs.append((first, second))
        elif _told_backwards(text, between, ahead, second):
            pairs.append((second, first))
    return pairs[0] if len(pairs) == 1 else None


def _told_backwards(text: str, between: str, ahead: str, second: Quantity) -> bool:
    """Whether the second figure is the earlier one: "to B from A", "B, against A before"."""
    if re.fullmatch(r",?\s*(?:up|down)?\s*from", between):
        return re.search(r"\bto\s+$", ahead) is not None
    against = re.fullmatch(r",?\s*(?:against|compared\s+(?:with|to))", between)
    behind = text[second.span.end : second.span.end + _NEAR]
    return against is not None and _pattern("then").match(behind) is not None


def _is_adjacent(text: str, stated: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether only words of change stand between the stated figure and the nearest of the others."""
    gaps = [
        text[a.span.end : b.span.start]
        for other in others
        for a, b in ((other, stated), (stated, other))
        if 0 <= b.span.start - a.span.end <= _ADJACENT
    ]
    return any(_only_change_words().fullmatch(gap) for gap in gaps)


def _direction(text: str, span: Span, before: Quantity, after: Quantity) -> Iterator[Finding]:
    """“Profit fell from 10 million to 12 million”: the verb stands right before the two figures."""
    first = min(before.span.start, after.span.start)
    ahead = re.sub(r"\s+", " ", text[max(span.start, first - _NEAR) : first])
    apart = after.value - before.value
    if abs(apart) <= half_step(before) + half_step(after):
        return
    for name, sign, other in (("falls", -1, "rise"), ("rises", 1, "fall")):
        if _pattern(name).search(ahead) and apart * sign < 0:
            message = f"from {number(before.value)} to {number(after.value)} is a {other}"
            yield _finding(span, message, (before.span, after.span))


def _changes(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    pair = _change_pair(text, figures)
    if pair is None or any(is_loose(q) for q in pair):
        return
    before, after = pair
    if max(before.value, after.value) > _SLIP * min(before.value, after.value):
        return  # "to 6,200 from 9.900": a slip of the pen, or two scales
    yield from _direction(text, span, before, after)
    anchors = [before, after]
    slack = half_step(before) + half_step(after)
    difference = abs(after.value - before.value)
    for stated in figures:
        offered = re.match(r"\s+for\s+\d", text[stated.span.end : stated.span.end + 8])  # "100 for 13 rights offering"
        if stated in pair or offered or not _is_adjacent(text, stated, anchors):
            continue
        anchors.append(stated)
        found = None
        if same_unit(stated, before) and stated.unit != "percent":
            off = abs(stated.value - difference) > slack + half_step(stated)
            if off and not is_loose(stated):
                message = (
                    f"from {number(before.value)} to {number(after.value)} is a difference of "
                    f"{number(difference)}, not {number(stated.value)}"
                )
                yield _finding(span, message, (before.span, after.span, stated.span))
        elif stated.unit == "time":
            found = _multiple_finding(before, after, stated, span)
        elif stated.unit in {"percent", "fraction"} and not is_share(before):
            found = _change_finding(before, after, stated, span)
        if found:
            yield found


def _change_finding(before: Quantity, after: Quantity, stated: Quantity, span: Span) -> Finding | None:
    """A change of another share than the two figures make."""
    difference = abs(after.value - before.value)
    slack = half_step(before) + half_step(after)
    low = max(0.0, difference - slack) / (before.value + half_step(before))
    high = (difference + slack) / max(before.value - half_step(before), half_step(before))
    if agrees(stated, low, high):
        return None
    message = (
        f"from {number(before.value)} to {number(after.value)} is a change of "
        f"{percent(difference / before.value)}, not {percent(share_of(stated))}"
    )
    return _finding(span, message, (before.span, after.span, stated.span))


def _multiple_finding(before: Quantity, after: Quantity, stated: Quantity, span: Span) -> Finding | None:
    """“More than doubled from 300 to 450”: the ratio of the two figures is another."""
    if (stated.value > 1) != (after.value > before.value):
        before, after = after, before  # "fell threefold from 90 to 30"
    low = (after.value - half_step(after)) / (before.value + half_step(before))
    high = (after.value + half_step(after)) / max(before.value - half_step(before), half_step(before))
    slack = _ROUGH_MULTIPLE * stated.value
    below = stated.bound is not Bound.AT_MOST and high < stated.value - slack
    above = stated.bound is not Bound.AT_LEAST and low > stated.value + slack
    if not (below or above) or stated.value == 1:
        return None
    message = (
        f"from {number(before.value)} to {number(after.value)} is {number(after.value / before.value)} times as much, "
        f"not {number(stated.value)} times"
    )
    return _finding(span, message, (before.span, after.span, stated.span))


def _changes_pointed_back(
    text: str, sentences: Sequence[Span], figures: Sequence[Sequence[Quantity]]
) -> Iterator[Finding]:
    """A share of the change told just before: “shrank from 412 to 268. That is a cut of more than half”."""
    for i in range(1, len(sentences)):
        span, here = sentences[i], figures[i]
        if len(here) != 1 or not is_share(here[0]) or len(figures[i - 1]) > _MOST_PARTS:
            continue
        ahead = text[span.start : here[0].span.start]
        if not _pattern("points_back").match(ahead) or not _pattern("change_nouns").search(ahead):
            continue
        pair = _change_pair(text, figures[i - 1])
        if pair is None or any(is_loose(q) or is_share(q) for q in pair) or _has_other_whole(text, here[0]):
            continue
        found = _change_finding(*pair, here[0], span)
        if found:
            yield found


def _sums(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“12 men and 15 women, a total of 30 people”: only plain parts joined by "and", then a total of the same kind."""
    if len(figures) != len(("part", "part", "total")):
        return
    first, second, total = figures
    ahead = text[second.span.end : total.span.start]
    joined = re.fullmatch(
        r"\s*(?:[\w’'-]+\s+){0,4}and\s+(?:[\w’'-]+\s+){0,2}", text[first.span.end : second.span.start]
    )
    if not joined or not re.fullmatch(
        r"\s*(?:[\w’'-]+\s+){0,4}[,(—–:]\s*(?:for\s+|making\s+|bringing\s+it\s+to\s+)?a\s+total\s+of\s+", ahead
    ):
        return
    if any(q.bound is not Bound.EXACT or is_share(q) for q in figures) or not (
        same_unit(first, total) or total.unit == "person"
    ):
        return
    if not same_unit(first, second) and total.unit != "person":
        return
    if (
        abs(first.value + second.value - total.value)
        > sum(half_step(q) for q in figures if not float(q.value).is_integer()) + 1e-9
    ):
        together = number(first.value + second.value)
        message = f"{number(first.value)} and {number(second.value)} make {together}, not {number(total.value)}"
        yield _finding(span, message, tuple(q.span for q in figures))


def _averages(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“raised 18,400 euros from 1,150 donors, an average of 26 euros each”: a total, a count, and the two divided."""
    if len(figures) != len(("total", "count", "average")):
        return
    total, count, stated = figures
    if total.unit == count.unit and stated.unit != total.unit:
        return
    if count.unit == stated.unit or stated.unit.split(" per ", maxsplit=1)[0] == count.unit:
        total, count = count, total
    share = stated.unit.split(" per ", maxsplit=1)[0] == total.unit and count.unit != total.unit
    whole = count.value > 1 and float(count.value).is_integer() and not count.unit.isupper() and count.base is None
    gap = text[max(total.span.end, count.span.end) : stated.span.start]
    opened = re.fullmatch(r"\s*(?:[\w’'-]+\s+){0,2}[,(—–-]\s*(?:or\s+)?(?:on\s+)?an?\s+average\s+of\s+", gap)
    plain = all(q.bound in {Bound.EXACT, Bound.ABOUT} and q.value > 0 and not is_share(q) for q in figures)
    if not (share and whole and opened and plain):
        return
    low = (total.value - half_step(total)) / (count.value + half_step(count))
    high = (total.value + half_step(total)) / max(1.0, count.value - half_step(count))
    slack = half_step(stated) + _ROUGH_MULTIPLE * stated.value
    if not low - slack <= stated.value <= high + slack:
        message = f"{number(total.value)} over {number(count.value)} is {number(total.value / count.value)} each, "
        yield _finding(span, message + f"not {number(stated.value)}", tuple(q.span for q in figures))


def _products(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“4,000 shirts at 95 euros each, taking in 480,000 euros”: a count, a price, and what they make."""
    if len(figures) != len(("count", "price", "total")):
        return
    count, price, total = figures
    at = re.fullmatch(r"\s*(?:[\w’'-]+\s+){0,8}at\s+", text[count.span.end : price.span.start])
    made = _pattern("made").fullmatch(text[price.span.end : total.span.start])
    exact = all(q.bound is Bound.EXACT and q.value > 0 for q in figures)
    kind = (
        same_unit(price, total) and count.base is None and float(count.value).is_integer() and not count.unit.isupper()
    )
    if not (at and made and exact and kind):
        return
    product = count.value * price.value
    slack = count.value * half_step(price) + price.value * half_step(count) + half_step(total)
    if abs(product - total.value) > slack:
        message = f"{number(count.value)} at {number(price.value)} make {number(product)}, not {number(total.value)}"
        yield _finding(span, message, tuple(q.span for q in figures))


def _parts_beyond(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“14 coffins have been counted: nine in Dastan, six in Teba”: the parts of a list are more than their total.

    Fewer prove nothing, for a list need not be whole.
    """
    colon = text.find(":", span.start, span.end)
    before = [q for q in figures if q.span.end <= colon]
    parts = [q for q in figures if q.span.start > colon]
    if len(before) != 1 or not 2 <= len(parts) <= _MOST_PARTS or text.count(":", span.start, span.end) > 1:  # noqa: PLR2004
        return
    total = before[0]
    exact = all(q.bound is Bound.EXACT and q.value > 0 and float(q.value).is_integer() for q in (total, *parts))
    if not exact or any(is_share(q) or not same_unit(q, total) for q in parts):
        return
    opened = re.fullmatch(r":\s*", text[colon : parts[0].span.start])
    joined = all(
        re.fullmatch(r"[^.;,]{1,45}(?:,\s+and\s+|,\s+|\s+and\s+|;\s+)", text[a.span.end : b.span.start])
        for a, b in pairwise(parts)
    )
    together = sum(q.value for q in parts)
    if opened and joined and together > total.value and all(q.value < total.value for q in parts):
        listed = " + ".join(number(q.value) for q in parts)
        message = f"{listed} = {number(together)}, not {number(total.value)}"
        yield _finding(span, message, (total.span, *(q.span for q in parts)))


def _fates(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“Of the 36 on duty, five are dead, 21 were hurt and 14 came out unscathed”: nobody is in two of these parts.

    Parts that are more than the whole are wrong in any case; fewer only where the unhurt are counted too.
    """
    whole, *parts = figures
    if not 2 <= len(parts) <= _MOST_PARTS or not _OPENS_WITH_WHOLE.fullmatch(text[span.start : whole.span.start]):  # noqa: PLR2004
        return
    exact = all(q.bound is Bound.EXACT and float(q.value).is_integer() for q in figures)
    if not exact or any(is_share(q) or not same_unit(q, whole) for q in parts):
        return
    ends = [*(q.span.start for q in parts[1:]), span.end]
    told = [text[q.span.end : end] for q, end in zip(parts, ends, strict=True)]
    fates = [match.lastgroup if (match := _FATE.search(words)) else None for words in told]
    if None in fates or len(set(fates)) < len(fates) or not told[-2].rstrip().endswith("and"):
        return
    together = sum(q.value for q in parts)
    if together > whole.value or (together < whole.value and "unhurt" in fates):
        listed = " + ".join(number(q.value) for q in parts)
        message = f"{listed} = {number(together)}, not {number(whole.value)}"
        yield _finding(span, message, tuple(q.span for q in figures))


def _left_over(text: str, span: Span, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """“Of 16,212 starters, 15,480 reached the finish, which means that 1,032 gave up”."""
    if len(figures) != len(("whole", "part", "rest")):
        return
    whole, part, rest = figures
    opened = _OPENS_WITH_WHOLE.fullmatch(text[span.start : whole.span.start])
    joined = _pattern("rest").search(text[part.span.end : rest.span.start])
    exact = all(q.bound is Bound.EXACT and float(q.value).is_integer() for q in figures)
    kind = same_unit(part, whole) and same_unit(rest, whole)
    if not (opened and joined and exact and kind) or not rest.value < whole.value > part.value:
        return
    if part.value + rest.value != whole.value:
        left = number(whole.value - part.value)
        message = f"{number(whole.value)} less {number(part.value)} is {left}, not {number(rest.value)}"
        yield _finding(span, message, tuple(q.span for q in figures))


def arithmetic_findings(
    text: str, sentences: Sequence[Span], figures: Sequence[Sequence[Quantity]]
) -> tuple[Finding, ...]:
    """The mismatches of an article in reading order; `figures` go with `sentences`."""
    found = [*_shares_of_earlier(text, sentences, figures), *_changes_pointed_back(text, sentences, figures)]
    for span, here in zip(sentences, figures, strict=True):
        if not 2 <= len(here) <= _MOST_FIGURES:  # noqa: PLR2004 - one figure alone cannot disagree
            continue
        found += [
            *_shares_in_sentence(text, span, here),
            *_shares_of_named_whole(text, span, here),
            *_changes(text, span, here),
            *_sums(text, span, here),
            *_averages(text, span, here),
            *_products(text, span, here),
            *_parts_beyond(text, span, here),
            *_fates(text, span, here),
            *_left_over(text, span, here),
        ]
    return tuple(sorted(found, key=lambda finding: finding.span.start))
