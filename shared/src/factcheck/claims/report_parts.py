"""What a report is made of: who stands before its verb, and what must follow the verb."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.claims.counted import is_plural
from factcheck.claims.noun_phrases import (
    all_verbs,
    has_name,
    is_bare_name,
    is_day,
    is_finite,
    is_the_accused,
    people,
    pronoun_kinds,
    reporting,
    segment_before,
    skip_adverbials,
    starts_noun_phrase,
    trim,
)
from factcheck.claims.tokens import Token
from factcheck.domain.numerals import CARDINALS

_OPENING = "“\"„«‘'"
_MONEY = "$€£¥"
_LONGEST_SUBJECT = 7
_LONGEST_DATELINE = 12  # words and marks
_DASHES = {"—", "–", "-"}
_LONGEST_TIME = 6  # words
_TIMES = {"ago", "afterward", "afterwards", "later", "earlier", "then", "now"}
_LONGEST_APPOSITION = 25  # words
_LONGEST_SOURCE = 14  # words
_ADJUNCT = 8  # words between a verb and its "that"
_SUBJECTS = {"he", "she", "it", "they", "there", "this", "that", "we"}
_COMPLEMENTS = {"that", "how", "why", "whether", "what"}
_SHOWN = {"posted", "wrote", "writes", "write", "hailed", "praised", "slammed", "cited", "cites"}  # "a video that …"
_SHOWN |= {"shows", "show", "showed"}


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source: token ranges [start, end). `trailing` cues stand after or inside what they report."""

    source: tuple[int, int]
    cue: tuple[int, int]
    trailing: bool
    inner: bool = False
    denying: bool = False

    @property
    def start(self) -> int:
        """First token of source and cue."""
        return min(self.source[0], self.cue[0])

    @property
    def end(self) -> int:
        """Token after source and cue."""
        return max(self.source[1], self.cue[1])


def opens_quotation(tokens: Sequence[Token], i: int) -> bool:
    """Whether the mark at `i` opens a quotation."""
    return i < len(tokens) and tokens[i].quotation >= 0 and tokens[i].text in _OPENING


def ends_sentence(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing but marks stands from `at` on."""
    return all(not token.is_word for token in tokens[at:])


def has_complement(tokens: Sequence[Token], i: int) -> bool:
    """Whether what follows the verb at `i` is "that", a quotation, a colon or the end of the clause."""
    if i + 1 >= len(tokens):
        return True
    token = tokens[i + 1]
    if token.text in _MONEY:
        return False  # "had found £160,000 for a logo"
    if token.lower in _COMPLEMENTS or not token.is_word or opens_quotation(tokens, i + 1):
        return True
    return complement_follows(tokens, i + 1)


def complement_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether "that", a colon or a quotation follows an adjunct, as in “told reporters on Tuesday that …”."""
    shows = tokens[at - 1].lower in _SHOWN and tokens[at].lower in reporting("determiners")
    for j in range(at, min(len(tokens), at + _ADJUNCT)):
        if tokens[j].lower == "that" and tokens[j].quotation < 0 and not shows:
            return True
        if tokens[j].text == ":" or (opens_quotation(tokens, j) and tokens[j - 1].text in {",", ":"}):
            return True
        if tokens[j].text in {",", ";", "."}:
            break
    return False


def starts_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether a clause without "that" follows the verb at `i`: a determiner, a pronoun or a name."""
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    return following.lower in reporting("determiners") | {"he", "she", "it", "they", "there", "we"} or following.is_name


def clause_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a subject and its verb follow without "that": “believe the gang switched boats”."""
    if at >= len(tokens) or not (tokens[at].lower in _SUBJECTS or starts_noun_phrase(tokens[at])):
        return False
    for token in tokens[at + 1 : at + 1 + _ADJUNCT]:
        if not token.is_word and token.text not in {"/", "-", "&"}:
            return False
        if token.lower in reporting("finite") or (token.lower.endswith("ed") and not token.is_name):
            return True
        if token.lower in reporting("prepositions") | {"to"}:
            return False
    return False


def clause_in(tokens: Sequence[Token], at: int) -> bool:
    """Whether a finite verb stands in what follows up to the next mark: “saying most of his tenants had seen none”."""
    for token in tokens[at : at + _LONGEST_APPOSITION]:
        if not token.is_word or token.quotation >= 0:
            return False
        if token.lower in reporting("finite"):
            return True
    return False


def is_figure(token: Token) -> bool:
    """A number in digits or words."""
    return token.text[0].isdigit() or token.lower in CARDINALS


def is_document(tokens: Sequence[Token], source: tuple[int, int]) -> bool:
    """Whether the source is a report, a survey, figures: what speaks without a mouth."""
    return any(token.lower.removesuffix("'s") in people("documents") for token in tokens[source[0] : source[1]])


def is_refused(tokens: Sequence[Token], last: int, verb: int) -> bool:
    """“did not say”, "declined to say", "will tell", "was told": nobody reports here."""
    if verb > 1 and tokens[verb - 1].lower == "only":
        return False
    if verb > 1 and tokens[verb - 1].lower == "longer" and tokens[verb - 2].lower == "no":
        return True  # "no longer maintains that …"
    window = range(max(last, 0), verb)
    return any(tokens[k].lower in reporting("refusals", "passive") and not (k and tokens[k].is_name) for k in window)


def apposed(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """The subject of "NAME, role, said": `comma` is the index of the second comma."""
    first = comma_before(tokens, comma)
    if first is not None and first > 1 and tokens[first - 1].text.isdigit() and tokens[first - 2].text == ",":
        first -= 2  # "Paolo Grieg, 61, who runs the café, said": the age is no phrase of its own
    if first is None:
        return opening_name(tokens, comma)
    if tokens[first + 1].lower in {"and", "but", "or", "while", "so"}:
        return None  # "It split in two, and part of it was scattered, said …": another clause
    outer = trim(tokens, segment_before(tokens, first - 1), first)
    if outer is None or not tokens[first + 1].is_word:
        return None
    if tokens[outer[0]].lower in reporting("one_of_many") and has_name(tokens, first + 1, comma):
        return first + 1, comma  # "One of them, student Ana Ruiz, said"
    if is_bare_name(tokens, first + 1, comma):
        return named_before(tokens, outer[0]) or (outer[0], comma)
    return outer if has_name(tokens, *outer) or tokens[outer[0]].lower in reporting("determiners") else None


def opening_name(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """Who begins the sentence of “Ana Ruiz of the Institute of Earth Studies, said”, where a comma is missing."""
    opening = tokens[:comma]
    if not opening[0].is_name or any(not token.is_word or token.quotation >= 0 for token in opening):
        return None
    of = next((k for k, token in enumerate(opening) if token.lower in {"of", "from", "at"}), 0)
    return (0, comma) if comma <= _LONGEST_SOURCE and is_bare_name(tokens, 0, of) else None


def named_before(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """Whom “a spokeswoman and wife of the president, Dan Orte” at `start` describes: the bare name before its comma."""
    if tokens[start].lower not in {"a", "an", "the"} or start < 2 or tokens[start - 1].text != ",":  # noqa: PLR2004 - a name and its comma
        return None
    span = trim(tokens, segment_before(tokens, start - 2), start - 1)
    return span if span and span[1] - span[0] > 1 and is_bare_name(tokens, *span) else None


def comma_before(tokens: Sequence[Token], comma: int) -> int | None:
    """Index of the comma that opens the apposition which `comma` closes."""
    for k in range(comma - 1, max(0, comma - 2 - _LONGEST_APPOSITION), -1):
        if tokens[k].quotation >= 0 or tokens[k].text in {";", ":", "—", "–"}:
            return None
        if tokens[k].text == ",":
            return k if tokens[k - 1].quotation < 0 else None
    return None


def relative(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """What "who" or "which" at `at` stands for."""
    k = at - 1
    if k >= 0 and tokens[k].text == ",":
        k -= 1
    if k > 1 and tokens[k].text.isdigit() and tokens[k - 1].text == ",":
        k -= 2  # "Mabel Strand, 67, who wrote"
    if k < 0 or not tokens[k].is_word or tokens[k].quotation >= 0:
        return None
    start = segment_before(tokens, k)
    opening = {"including", "like"} | reporting("participles")
    listed = next((n + 1 for n in range(k - 1, start - 1, -1) if tokens[n].lower in opening), start)
    found = trim(tokens, listed, k + 1)
    # not so in "a misogynist and birther who has pledged …"
    bare = found is not None and found[1] - found[0] == 1 and not (tokens[k].is_name or is_plural(tokens[k].text))
    return None if bare and tokens[k].lower not in reporting("determiners") else found


def shared_subject(tokens: Sequence[Token], conjunction: int) -> tuple[int, int] | None:
    """The subject of "Mr Prust congratulated the winner and said …": the first words of the sentence."""
    i = dateline(tokens)
    while i < conjunction and (tokens[i].lower in reporting("openers") or not tokens[i].is_word):
        i += 1
    i = _after_time(tokens, i, conjunction)
    if i >= conjunction or tokens[i].quotation >= 0:
        return None
    kind = pronoun_kinds().get(tokens[i].lower)
    if kind is not None and kind not in {"self", "relative"}:
        return (i, i + 1)
    named = leading_name(tokens, i, conjunction) if kind is None and tokens[i].is_name else None
    if named and tokens[named[1] - 1].lower in reporting("determiners"):
        named = None  # "The accused pleaded not guilty"
    opening = named or opening_human(tokens, conjunction)
    return opening if opening and (named or is_human(tokens, opening)) else None


def dateline(tokens: Sequence[Token]) -> int:
    """How many words “KELSTER (Meridian) —” takes: the agency that stands there has done nothing yet."""
    opening = tokens[:_LONGEST_DATELINE]
    return next((k for k in range(2, len(opening)) if opening[k].text in _DASHES and opening[k - 1].text == ")"), 0)


def _after_time(tokens: Sequence[Token], i: int, end: int) -> int:
    """Where the sentence begins behind “Two years ago,”, "This week," or "Afterward,"; `i` if no time stands there."""
    comma = next((k for k in range(i, min(end, i + _LONGEST_TIME)) if tokens[k].text == ","), i)
    words = [token.lower for token in tokens[i:comma]]
    time = words[-1:] != [] and (words[-1] in reporting("day_nouns") | _TIMES or is_day(tokens[comma - 1]))
    return comma + 1 if time else i


def leading_name(tokens: Sequence[Token], i: int, conjunction: int) -> tuple[int, int] | None:
    """The name at `i` up to the verb that follows it."""
    k = i + 1
    while k < conjunction and tokens[k].is_word and tokens[k].quotation < 0 and k - i < _LONGEST_SUBJECT:
        lower = tokens[k].lower
        if lower == "on" and is_day(tokens[k + 1]):
            return (i, k)
        if lower in reporting("finite", "verbs", "auxiliaries") or (
            lower.endswith(("ed", "es")) and not tokens[k].is_name
        ):
            return (i, k)
        k += 1
    return (i, k) if k < conjunction and not tokens[k].is_word else None


def before_brackets(tokens: Sequence[Token], last: int) -> int:
    """The word before "(CBI)", where the subject's abbreviation stands between it and its verb."""
    if tokens[last].text != ")":
        return last
    for k in range(last - 1, max(0, last - _ADJUNCT), -1):
        if tokens[k].text == "(":
            return k - 1
    return last


def before_aside(tokens: Sequence[Token], last: int) -> int:
    """The word before ", though," and the like, which stand between the subject and its verb."""
    words = [token.lower for token in tokens[max(0, last - 4) : last + 1]]
    if words[:2] == [",", "for"] and words[3:] == ["part", ","]:
        return last - 5
    aside = last > 2 and tokens[last].text == tokens[last - 2].text == ","  # noqa: PLR2004 - a word, comma, aside, comma
    return last - 3 if aside and tokens[last - 1].lower in reporting("asides") else last


def subject_left(tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
    """The subject before the verb, adverbs, asides and an apposition between them; None if it is refused."""
    if verb == 1 and tokens[0].lower in reporting("quantifiers"):
        return (0, 1)
    last = skip_adverbials(tokens, verb - 1)
    if last > 0 and tokens[last].lower in {"would", "will"} and tokens[last + 1].lower == "only":
        last -= 1  # "would only say that all was under review"
    if last < 0 or tokens[last].quotation >= 0 or is_refused(tokens, last, verb):
        return None
    last = before_aside(tokens, before_brackets(tokens, last))
    token = tokens[last]
    if not token.is_word:
        return apposed(tokens, last) if token.text == "," else None
    if token.lower in {"and", "but", "then"} and last > 0:
        return shared_subject(tokens, last)
    kind = pronoun_kinds().get(token.lower)
    if kind is not None:
        return relative(tokens, last) if kind == "relative" else None if kind == "self" else (last, last + 1)
    return _phrase_before(tokens, last, verb)


def _phrase_before(tokens: Sequence[Token], last: int, verb: int) -> tuple[int, int] | None:
    """The noun phrase that ends at `last`."""
    start = segment_before(tokens, last)
    if start > 1 and tokens[start].lower in {"who", "which"} and tokens[start - 1].text == ",":
        return relative(tokens, start)  # "Ana Ruiz, who is in the town said": a comma too few
    who = _restricted(tokens, last)
    if who:
        return relative(tokens, who)
    found = trim(tokens, start, last + 1)
    return found if found and (is_noun_like(tokens, found) or _stands_alone(tokens, found, verb)) else None


def _restricted(tokens: Sequence[Token], last: int) -> int:
    """Where "who" stands in “the nurse who answered after four rings told me”; 0 if there is none."""
    for k in range(last, max(0, last - _LONGEST_APPOSITION), -1):
        if not tokens[k].is_word or tokens[k].quotation >= 0 or tokens[k].lower in {"that", "which", "and", "but"}:
            return 0
        if tokens[k].lower == "who":
            plain = tokens[k - 1].is_word and tokens[k - 1].lower in people("humans", "roles")
            verbs = sum(
                token.lower.endswith("ed") or token.lower in reporting("finite") for token in tokens[k + 1 : last + 1]
            )
            return k if plain and verbs == 1 and last - k > 1 else 0
    return 0


def _stands_alone(tokens: Sequence[Token], span: tuple[int, int], verb: int) -> bool:
    """“The engine shut down early, mission control reported”: a few words between a comma and the last verb."""
    start, end = span
    short = end - start <= _ADJUNCT // 2 and end == verb and start > 0 and tokens[start - 1].text == ","
    none = _SUBJECTS | reporting("determiners")
    plain = all(token.text.isalpha() and token.lower not in none for token in tokens[start:end])
    plain = plain and tokens[verb].lower != "agreed"  # "nearly twice the price agreed"
    return short and plain and not _has_infinitive(tokens, span) and ends_sentence(tokens, verb + 1)


def is_noun_like(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a run of words can be a subject: its ends, a name, a plural or a known noun tell."""
    first, final = tokens[span[0]], tokens[span[1] - 1]
    ends = final.lower in reporting("prepositions", "determiners", "clause_starts") - {"others"}
    ends = ends or is_finite(tokens, span[1] - 1) or _has_infinitive(tokens, span)
    if ends or (final.text[0].isdigit() and not final.lower.endswith("-year-old")):
        return final.lower in {"some", "many", "several", "most", "others", "one", "both"}
    if span[1] - span[0] == 1 and first.lower in reporting("clause_starts", "openers"):
        return False
    if _is_own_or_verb(tokens, span):
        return False
    if final.lower.endswith("'s") or pronoun_kinds().get(first.lower) == "relative":
        return False
    if final.lower in all_verbs() - reporting("ambiguous") - people("documents") and not final.is_name:
        return False
    return (
        first.lower in reporting("determiners")
        or first.lower.endswith("'s")
        or is_plural(final.text)
        or has_name(tokens, *span)
        or any(token.lower in people("roles", "bodies", "documents") for token in tokens[span[0] : span[1]])
        or any(is_plural(token.text) for token in tokens[span[0] : min(span[1], span[0] + 3)])
    )


def opening_human(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """“A signalman, who asked us not to name him, blurted out: “…””: the words before the comma or the verb."""
    if tokens[0].lower not in reporting("determiners"):
        return None
    k = 1
    while k < min(end, _LONGEST_SUBJECT) and tokens[k].is_word:
        if tokens[k].lower.endswith("ed") and not is_the_accused(tokens, k):
            break
        if tokens[k].lower == "of" and k + 1 < end and tokens[k + 1].is_name:
            return (0, next((n for n in range(k + 1, end) if not tokens[n].is_name), end))
        if tokens[k].lower in reporting("finite", "prepositions", "clause_starts"):
            return None
        k += 1
        known = people("roles", "humans", "male", "female")
        if tokens[k - 1].lower in known and tokens[k].lower != "of" and tokens[k].lower not in known:
            break
    return (0, k) if k > 1 else None


def is_human(tokens: Sequence[Token], source: tuple[int, int]) -> bool:
    """Whether the source is "he" or "she", a full name, or one who is called by what one does."""
    known = people("roles", "humans", "titles", "male", "female") | {"he", "she"}
    inside = tokens[slice(*source)]
    return any(token.lower in known or (token.text.islower() and token.lower.endswith("man")) for token in inside) or (
        len(inside) > 1
        and is_bare_name(tokens, *source)
        and not any(token.lower in people("name_words") for token in inside)
    )


def _is_own_or_verb(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """“Our man in the gallery counted” is the paper itself; “…, claims a deputy” begins with a verb."""
    if span[1] - span[0] == 1:
        return False
    first, second = tokens[span[0]], tokens[span[0] + 1].lower
    verb = first.lower in reporting("ambiguous") and first.text.islower() and second in reporting("determiners")
    return verb or (first.lower == "our" and second in {"man", "reporter", "team"})


def _has_infinitive(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a phrase is more than a noun's: “her decision to sell”, “needs to sell herself and”."""
    relative = any(token.lower in {"who", "that", "which", "asked"} for token in tokens[slice(*span)])
    return not relative and any(
        tokens[k].lower == "to"
        and tokens[k + 1].text.islower()
        and tokens[k + 1].lower not in reporting("determiners")
        and not is_plural(tokens[k + 1].text)
        for k in range(span[0] + 1, span[1] - 1)
    )


def plain_subject(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The noun phrase that ends at `last`, which no verb needs to follow."""
    if last < 0 or tokens[last].quotation >= 0:
        return None
    if tokens[last].text == ",":
        return apposed(tokens, last)
    if tokens[last].lower in pronoun_kinds():
        return None if pronoun_kinds()[tokens[last].lower] in {"self", "relative"} else (last, last + 1)
    return trim(tokens, segment_before(tokens, last), last + 1) if tokens[last].is_word else None
