"""Turns of phrase that report without a verb of saying: “made it clear”, “the union's fear is that”, “as she sees it”.

Each function takes the words of a sentence and an index, and yields the reports whose cue begins there. The words
themselves stand in `reporting.json`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from factcheck.claims.counted import is_plural
from factcheck.claims.noun_phrases import (
    all_verbs,
    has_name,
    is_day,
    is_finite,
    people,
    phrase_after,
    pronoun_kinds,
    reporting,
    segment_before,
    source_phrase,
    trim,
)
from factcheck.claims.report_parts import (
    Report,
    clause_follows,
    complement_follows,
    ends_sentence,
    has_complement,
    is_document,
    is_figure,
    is_human,
    is_noun_like,
    opens_quotation,
    plain_subject,
    subject_left,
)
from factcheck.claims.tokens import Token
from factcheck.text.lexicon import load

_BE = {"is", "are", "was", "were", "be", "been", "am"}
_REACH = 8  # words
_NEAR = 5  # words
_ADJECTIVES = 3  # words between "the union's" and "fear"
_OBJECTS = reporting("determiners") | {"how", "why", "what", "whether", "who", "where", "when", "which"}
_NOBODY = {"it", "this", "that", "there", "what", "which", "these", "those", "nothing", "everything"}


@cache
def _forms(verb: str) -> tuple[str, ...]:
    """The finite forms of a verb."""
    irregular: Mapping[str, list[str]] = load("factcheck.claims", "reporting.json")["irregular"]
    if verb in irregular:
        return (verb, *irregular[verb])
    if verb.endswith("y") and verb[-2] not in "aeou":
        return (verb, verb[:-1] + "ies", verb[:-1] + "ied")
    return (
        verb,
        verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s"),
        verb + ("d" if verb.endswith("e") else "ed"),
    )


@cache
def _turns(key: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word to the rests that make it a turn of phrase, the longest first."""
    listed: Mapping[str, list[str]] = load("factcheck.claims", "reporting.json")[key]
    return {
        form: tuple(sorted((tuple(rest.split()) for rest in rests), key=lambda rest: -len(rest)))
        for verb, rests in listed.items()
        for form in _forms(verb)
    }


def _size(tokens: Sequence[Token], i: int, key: str) -> int:
    """How many words the turn of phrase at `i` has; 0 if there is none."""
    for rest in _turns(key).get(tokens[i].lower, ()):
        if tuple(token.lower for token in tokens[i + 1 : i + 1 + len(rest)]) == rest:
            return 1 + len(rest)
    return 0


def _speaker(tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
    """The subject before the verb, if it is somebody or something that can tell."""
    source = subject_left(tokens, verb) if verb else None
    if source is None or tokens[source[0]].lower in _NOBODY or tokens[source[1] - 1].lower in reporting("hearsay"):
        return None
    return source


@cache
def _openers() -> frozenset[str]:
    """Every word at which some turn of phrase can begin: all others need no second look."""
    lists = ("giving", "participles", "progressive", "verbs", "announced_words", "only_of_documents", "puts_it")
    turns = frozenset().union(*map(_turns, ("turns", "turns_with_objects", "turns_behind_quotations")))
    return (
        reporting(*lists)
        | turns
        | {"told", "turned", "turn", "turns", "pinned", "traced", "trace", "traces", "as", "to", "figures", "queried"}
    )


def turns_of_phrase(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """Every turn of phrase whose cue begins at `i`."""
    if tokens[i].lower not in _openers():
        return
    yield from _with_complement(tokens, i)
    yield from _with_object(tokens, i)
    yield from _behind_quotation(tokens, i)
    yield from _gives_noun(tokens, i)
    yield from _is_saying(tokens, i)
    yield from _came_to_say(tokens, i)
    yield from _is_about_to_say(tokens, i)
    yield from _hearers(tokens, i)
    yield from _documents(tokens, i)
    yield from _traces(tokens, i)
    yield from _doubts(tokens, i)
    yield from _as_put(tokens, i)


def _with_complement(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The manager let slip that …”, “made public that”: a clause with that, a colon or a quotation follows."""
    size = _size(tokens, i, "turns")
    if not size:
        return
    after = i + size
    closes = after >= len(tokens) or (not tokens[after].is_word and tokens[after].text != ":")
    closes = closes or _only_time(tokens, after)
    closes = (
        closes and not opens_quotation(tokens, after) and not complement_follows(tokens, min(after, len(tokens) - 1))
    )
    follows = not closes and (
        has_complement(tokens, after - 1)
        or (tokens[after - 1].lower in reporting("turns_with_clauses") and clause_follows(tokens, after))
    )
    source = _speaker(tokens, i) if closes or follows else None
    if source is None:
        return
    behind = source[0] > 0 and (tokens[source[0] - 1].quotation >= 0 or tokens[source[0] - 1].text == ",")
    if follows or behind:
        yield Report(source, (i, after), trailing=closes)


def _only_time(tokens: Sequence[Token], at: int) -> bool:
    """Whether the sentence ends with a day: "made clear on Friday"."""
    rest = [token for token in tokens[at : at + _NEAR] if token.is_word]
    ends = ends_sentence(tokens, at + len(rest))
    return 0 < len(rest) < _NEAR and ends and is_day(rest[-1])


def _with_object(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“owned up to taking the money”, “laid out how …”: whatever follows is what was told."""
    size = _size(tokens, i, "turns_with_objects")
    after = i + size
    whole = size > 0 and tokens[after - 1].lower in {"guilty", "innocence", "responsibility"}
    if not size or not (whole or (after < len(tokens) and tokens[after].is_word)):
        return
    if tokens[after - 1].lower == "out" and not (tokens[after].lower in _OBJECTS or is_plural(tokens[after].text)):
        return  # "set out for the coast"
    denying = _size(tokens, i, "turns_denying") > 0
    if (
        denying
        and not whole
        and all(token.lower not in reporting("words_denied") for token in tokens[after : after + _REACH])
    ):
        return  # "shrugged off the fury"
    source = _speaker(tokens, i)
    if source and (is_human(tokens, source) or has_name(tokens, *source) or _tells(tokens, source)):
        yield Report(source, (i, after), trailing=False, denying=denying)


def is_passing(tokens: Sequence[Token], report: Report) -> bool:
    """Whether a report tells of an act of speech in passing: “Residents complained about the line, letters suggest”."""
    last = tokens[report.cue[1] - 1].lower  # who claims responsibility says it to everybody
    return not report.trailing and last != "responsibility" and _size(tokens, report.cue[0], "turns_with_objects") > 0


def _tells(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a phrase names people, a body or a document."""
    known = people("roles", "bodies", "documents", "humans", "generic_bodies", "groups")
    inside = [token.lower.removesuffix("'s") for token in tokens[slice(*span)]]
    return any(word in known or word.removesuffix("s") in known for word in inside) or inside[0] in pronoun_kinds()


def _behind_quotation(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“…,” the defender went on."""
    size = _size(tokens, i, "turns_behind_quotations")
    ends = i + size >= len(tokens) or not tokens[i + size].is_word or tokens[i + size].lower in reporting("after_cue")
    if not size or not ends:
        return
    source = _speaker(tokens, i)
    if source and source[0] and tokens[source[0] - 1].quotation >= 0:
        yield Report(source, (i, i + size), trailing=True)


def _gives_noun(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“issued a stark warning that …”, “repeated her claim that …”."""
    if tokens[i].lower not in reporting("giving") or tokens[i].is_name:
        return
    for k in range(i + 1, min(len(tokens) - 1, i + 1 + _NEAR)):
        if not tokens[k].is_word or tokens[k].quotation >= 0 or is_finite(tokens, k):
            return
        if tokens[k].lower in reporting("told_nouns") and (
            tokens[k + 1].lower == "that" or (tokens[k + 1].text == ":" and opens_quotation(tokens, k + 2))
        ):
            source = _speaker(tokens, i)
            if source:
                yield Report(source, (i, k + 1), trailing=False)
            return


def _is_saying(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“Ministers are warning that …”, “has been telling friends that …”."""
    if i < 1 or tokens[i].lower not in reporting("participles", "progressive"):
        return
    be = i - 1
    while be > 0 and (tokens[be].lower in reporting("auxiliaries") or tokens[be].lower.endswith("ly")):
        be -= 1
    if tokens[be].lower not in _BE or not (has_complement(tokens, i) or clause_follows(tokens, i + 1)):
        return
    ends = i + 1 >= len(tokens) or tokens[i + 1].text in {",", ".", ";"}
    source = None if ends else _speaker(tokens, be)
    if source:
        yield Report(source, (i, i + 1), trailing=False)


def _came_to_say(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“took to the radio to complain that …”, “wrote to the bishop to say …”: `i` is the index of the last verb."""
    if i < 3 or tokens[i - 1].lower != "to" or tokens[i].lower not in all_verbs():  # noqa: PLR2004 - subject, verb, "to"
        return
    if not has_complement(tokens, i) or i + 1 >= len(tokens) or tokens[i + 1].text in {",", "."}:
        return
    for k in range(i - 2, max(0, i - 2 - _REACH), -1):
        if not tokens[k].is_word or tokens[k].quotation >= 0:
            return
        if tokens[k].lower in reporting("comes_to_say") and not tokens[k].is_name:
            source = _speaker(tokens, k)
            if source and (
                is_human(tokens, source)
                or has_name(tokens, *source)
                or _tells(tokens, source)
                or _people(tokens, source)
            ):
                yield Report(source, (i, i + 1), trailing=False)
            return


def _people(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    return is_plural(tokens[span[1] - 1].text)


def _is_about_to_say(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The minister will tell the conference that …”."""
    if i < 2 or tokens[i].lower not in reporting("announced_words"):  # noqa: PLR2004 - subject and auxiliary
        return
    will = i - 2 if tokens[i - 1].lower.endswith("ly") and i > 2 else i - 1  # noqa: PLR2004 - the same with an adverb
    if tokens[will].lower != "will" or not has_complement(tokens, i):
        return
    if i + 1 >= len(tokens) or tokens[i + 1].text in {",", "."}:
        return
    source = plain_subject(tokens, will - 1)
    if source and tokens[source[0]].lower not in _NOBODY | {"i", "you", "we", "he", "she", "they"}:
        yield Report(source, (i, i + 1), trailing=False)


def _hearers(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“Jurors were told that …”: what a court or a meeting hears stands for who spoke there."""
    if i < 2 or tokens[i].lower != "told" or tokens[i - 1].lower not in {"was", "were", "been"}:  # noqa: PLR2004 - subject and "was"
        return
    if i + 1 >= len(tokens) or not (tokens[i + 1].lower in {"that", "how"} or clause_follows(tokens, i + 1)):
        return
    source = plain_subject(tokens, i - 2 if tokens[i - 1].lower != "been" else i - 3)
    if source and any(token.lower in reporting("hearers") for token in tokens[slice(*source)]):
        yield Report(source, (i - 1, i + 1), trailing=False)


def _documents(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The white paper envisages …”, “the poll gave the Greens 21 percent”: what only papers do with words."""
    lower = tokens[i].lower
    if i == 0 or i + 2 >= len(tokens) or tokens[i].is_name:
        return
    shares = lower in {"gave", "gives", "had", "has", "put", "puts"}
    if shares:
        figure = next((k for k in range(i + 1, min(len(tokens) - 1, i + 1 + _REACH)) if is_figure(tokens[k])), None)
        told = figure is not None and tokens[figure + 1].lower in {"percent", "per", "%", "seats", "points", "votes"}
        said = told and figure is not None and all(token.is_word for token in tokens[i:figure])
    else:
        turned = lower in {"turned", "turn", "turns"} and tokens[i + 1].lower == "up"
        bare = tokens[i + 1].lower in reporting("prepositions", "after_cue")  # "a memo quoted in the daily"
        said = turned or (lower in reporting("only_of_documents") and not bare)
    if not said:
        return
    source = _speaker(tokens, i)
    if source is None or not is_document(tokens, source):
        return
    polls = people("surveys")
    if not shares or any(token.lower in polls for token in tokens[slice(*source)]):
        yield Report(source, (i, i + 1), trailing=False)


def _traces(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“Engineers traced the outage to a router”: what somebody found to be its cause."""
    if (
        tokens[i].lower not in {"traced", "trace", "traces", "attributed", "attribute", "attributes", "pinned"}
        or i == 0
    ):
        return
    for k in range(i + 1, min(len(tokens) - 1, i + 1 + _REACH)):
        if not tokens[k].is_word:
            return
        if tokens[k].lower in {"to", "on"} and k > i + 1:
            source = _speaker(tokens, i)
            if source and tokens[source[0]].lower != "who":
                yield Report(source, (i, i + 1), trailing=False)
            return


def _doubts(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“He also queried the valuation”, “found no trace of an attack”, “the lender figures he lost half”."""
    following = [token.lower for token in tokens[i + 1 : i + 1 + _NEAR]]
    queried = tokens[i].lower in {"queried", "questioned", "queries"} and any(
        word in reporting("doubted") for word in following
    )
    traced = tokens[i].lower == "found" and following[:1] == ["no"] and "of" in following[2:4]
    figured = tokens[i].lower == "figures" and following[:1] and following[0] in {"he", "she", "it", "they", "that"}
    if queried or traced or figured:
        source = _speaker(tokens, i)
        if source and (is_human(tokens, source) or has_name(tokens, *source) or _tells(tokens, source)):
            yield Report(source, (i, i + 1), trailing=False)


def _as_put(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“…, as the minister sees it”, “as far as her doctors are concerned”, “to hear the old guard tell it”."""
    lower = tokens[i].lower
    if i > 0 and tokens[i - 1].text not in {",", "—", "–"}:
        return
    if lower == "as" and [t.lower for t in tokens[i + 1 : i + 3]] == ["far", "as"]:
        start, verbs, last = i + 3, frozenset(_BE), "concerned"
    elif lower == "as":
        start, verbs, last = i + 1, reporting("puts_it"), "it"
    elif lower == "to" and i + 1 < len(tokens) and tokens[i + 1].lower == "hear":
        start, verbs, last = i + 2, frozenset({"tell", "tells"}), "it"
    else:
        return
    for k in range(start + 1, min(len(tokens) - 1, start + _REACH)):
        if not tokens[k].is_word or tokens[k].quotation >= 0:
            return
        if tokens[k].lower in verbs and tokens[k + 1].lower == last:
            ends = k + 2 >= len(tokens) or not tokens[k + 2].is_word
            if ends and _is_subject(tokens, (start, k)):
                yield Report((start, k), (k, k + 2), trailing=i > 0)
            return


def _is_subject(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a run of words can be a subject, pronouns included."""
    kind = pronoun_kinds().get(tokens[span[0]].lower)
    return kind not in {None, "self", "relative"} if span[1] - span[0] == 1 and kind else is_noun_like(tokens, span)


def told_by_nouns(tokens: Sequence[Token]) -> Iterator[Report]:
    """“The union's fear is that …”, “the warning from the coast guard was that …”, where the sentence begins."""
    first = 0
    while first < len(tokens) and (tokens[first].lower in reporting("openers") or not tokens[first].is_word):
        first += 1
    if [token.lower for token in tokens[first : first + 2]] in (["it", "is"], ["it", "was"]):
        first += 2
    if first >= len(tokens) or tokens[first].quotation >= 0:
        return
    for k in range(first, min(len(tokens) - 2, first + _REACH)):
        token = tokens[k]
        if not token.is_word or token.quotation >= 0 or is_finite(tokens, k):
            return
        if token.lower.endswith(("'s", "s'")):
            yield from _possessed(tokens, first, k)
        if (
            token.lower in reporting("told_nouns")
            and k > first - 1
            and tokens[k + 1].lower in {"from", "of", "by", "among"}
        ):
            yield from _noun_of(tokens, k)
            return


def _possessed(tokens: Sequence[Token], first: int, k: int) -> Iterator[Report]:
    for noun in range(k + 1, min(len(tokens) - 1, k + 1 + _ADJECTIVES)):
        if not tokens[noun].is_word or tokens[noun].lower.endswith(("'s", "s'")):
            return
        if tokens[noun].lower in reporting("told_nouns") and _is_told(tokens, noun + 1):
            source = trim(tokens, max(first, segment_before(tokens, k)), k + 1)
            if source:
                yield Report(source, (noun, noun + 1), trailing=False)
            return


def _is_told(tokens: Sequence[Token], at: int) -> bool:
    """Whether "that", "is that" or a figure after "is" follows."""
    if tokens[at].lower == "that":
        return clause_follows(tokens, at + 1) or complement_follows(tokens, at)
    if tokens[at].lower not in _BE | {"remains", "stands", "stood"} or at + 1 >= len(tokens):
        return False
    following = tokens[at + 2 if tokens[at + 1].lower in {"at", "about", "around"} and at + 2 < len(tokens) else at + 1]
    return following.lower == "that" or is_figure(following)


def _noun_of(tokens: Sequence[Token], noun: int) -> Iterator[Report]:
    source = phrase_after(tokens, noun + 2)
    if source is None or source[1] >= len(tokens):
        source = source_phrase(tokens, noun + 2)
    if source is None or source[1] >= len(tokens) or not _is_told(tokens, source[1]):
        return
    if is_noun_like(tokens, source):
        yield Report(source, (noun, noun + 2), trailing=False)


def unknown_verbs(tokens: Sequence[Token]) -> Iterator[Report]:
    """“The minister trumpeted that exports had doubled”: before a clause with that, a verb that no list knows."""
    for i in range(1, len(tokens) - 3):
        token = tokens[i]
        if tokens[i + 1].lower != "that" or not token.text.islower() or token.quotation >= 0:
            continue
        unlisted = token.lower.endswith("ed") and token.lower not in reporting("tells_nothing", "verbs", "passive")
        if not unlisted and token.lower not in reporting("that_verbs"):
            continue
        if tokens[i + 2].lower in reporting("no_clause") or not _finite_follows(tokens, i + 2):
            continue
        source = _speaker(tokens, i)
        if source and (is_human(tokens, source) or has_name(tokens, *source) or _tells(tokens, source)):
            yield Report(source, (i, i + 1), trailing=False)


def _finite_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb stands in the clause that begins at `at`."""
    for token in tokens[at + 1 : at + 1 + 2 * _REACH]:
        if token.text in {",", ";"}:
            return False
        if token.lower in reporting("finite") or (token.lower.endswith("ed") and token.text.islower()):
            return True
    return False


def headline(tokens: Sequence[Token]) -> Iterator[Report]:
    """“Thousands of Wells at Risk, Reports Show”: source and verb end a headline in capitals."""
    last = len(tokens) - 1
    if last < _NEAR or tokens[last].lower not in reporting("headline_verbs") or not tokens[last].is_name:
        return
    comma = next((k for k in range(last - 1, max(0, last - _NEAR), -1) if tokens[k].text == ","), None)
    written = [token for token in tokens if token.is_word and token.text[0].isalpha()]
    if comma is not None and comma < last - 1 and 2 * sum(token.is_name for token in written) > len(written):
        yield Report((comma + 1, last), (last, last + 1), trailing=True)
