"""Reports in one sentence: who says it and by which cue, outermost first. Pronouns are still pronouns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from factcheck.claims.counted import is_plural
from factcheck.claims.noun_phrases import (
    all_verbs,
    has_name,
    is_bare_name,
    is_day,
    is_the_accused,
    people,
    phrase_after,
    pronoun_kinds,
    reporting,
    segment_before,
    skip_adverbials,
    source_phrase,
    starts_noun_phrase,
    trim,
)
from factcheck.claims.report_parts import (
    Report,
    apposed,
    clause_follows,
    clause_in,
    comma_before,
    complement_follows,
    ends_sentence,
    has_complement,
    is_document,
    is_figure,
    is_human,
    is_noun_like,
    is_refused,
    leading_name,
    opening_human,
    opens_quotation,
    plain_subject,
    shared_subject,
    starts_clause,
    subject_left,
)
from factcheck.claims.tokens import Token
from factcheck.claims.turns import headline, is_passing, told_by_nouns, turns_of_phrase, unknown_verbs

_OBJECTS = {"him", "her", "them", "me", "us"}
_VERDICTS = {"guilty", "not", "liable", "innocent", "dead", "alive", "unfit", "responsible"}
_RESULTS = {"growth", "loss", "losses", "profit", "profits", "sales", "revenue", "revenues", "earnings", "inflation"}
_RECKONINGS = {
    "count",
    "reckoning",
    "estimate",
    "estimates",
    "account",
    "calculation",
    "calculations",
    "tally",
    "figures",
}
_MOST = 3
_ADDRESSING = {"assured", "assures", "informed", "informs", "reminded", "reminds", "warned", "warns", "cautioned"}
_STRONG = {"said", "says", "say", "told", "added", "adds", "wrote"}
_LONGEST_SUBJECT = 7
_LONGEST_DATELINE = 9  # words and marks
_LONGEST_APPOSITION = 25  # words
_IRREGULAR = {"wept", "swore", "sang", "spat", "wrote", "read"}
_SHOWN = [["no", word] for word in ("emotion", "remorse", "mercy", "interest", "reaction", "sign", "signs")]
_APPRAISING = {
    "hailed",
    "described",
    "praised",
    "denounced",
    "condemned",
    "welcomed",
    "criticised",
    "criticized",
    "slammed",
}
_COURTS = {"court", "judge", "judges", "tribunal", "panel", "justices", "arbitrator", "bench"}
_AMOUNTING = {"is", "was", "stands", "stood", "runs"}
_PERCEIVING = {"hearing", "seeing", "feeling", "smelling", "finding", "noticing", "having", "being", "losing"}
_NO_GERUNDS = {"nothing", "something", "everything", "anything", "during", "morning", "evening", "king", "missing"}
_LONGEST_SOURCE = 14  # words
_LONGEST_ADDRESSEE = 5  # words and marks, with the verb
_NONE = {"none", "zero", "nil"}
_STORIES = [[verb, article, noun] for verb in ("te", "to") for article in ("the", "a") for noun in ("story", "tale")]
_AMOUNTS = {"sum", "figure", "number", "amount", "price", "total", "date", "name", "plan", "plans", "measures", "deal"}
_SPOKEN = frozenset({"speaks", "spoke", "spoken", "speak", "talks", "talked"})  # "of twelve dead"
_ADJUNCT = 8  # words between a verb and its "that"
_JUDGING = {"accused", "accuses", "accuse", "blamed", "blames", "blame", "called", "described", "describes", "pointed"}
_JUDGING |= {"attributes", "attributed", "attribute"}
_NEVER_BARE = {"state", "states", "note", "report", "reports"}


def _forecasts(tokens: Sequence[Token], i: int) -> bool:
    """“expects sales of …”, "expect the storm to weaken": a figure or an infinitive follows in the same clause."""
    if i + 2 >= len(tokens) or tokens[i + 1].lower in {"to", "from", "by"} | reporting("clause_starts"):
        return False
    for k in range(i + 2, min(len(tokens), i + 1 + _LONGEST_APPOSITION)):
        if tokens[k].text in {",", ";", "."}:
            return False
        if tokens[k].lower == "to" or tokens[k].text[0].isdigit() or tokens[k].text in "$€£":
            return True
    return False


def _starts_object(tokens: Sequence[Token], i: int) -> bool:
    """Whether an object follows the verb at `i`: "reported a 14 % drop"; not so in "reported cases"."""
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    quoted = opens_quotation(tokens, i + 1)
    return quoted or following.lower in reporting("determiners") or following.text[0].isdigit()


def _closes_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether nothing but an adjunct or an addressee follows the verb at `i`."""
    if i + 1 >= len(tokens):
        return True
    token = tokens[i + 1]
    return (
        not token.is_word
        or token.quotation >= 0
        or is_day(token)
        or token.lower.endswith("ly")
        or token.lower in reporting("after_cue")
    )


def _fits(tokens: Sequence[Token], i: int, source: tuple[int, int], *, trailing: bool) -> bool:
    """Whether the verb at `i` reports something here."""
    verb = tokens[i].lower
    if verb in reporting("denying"):
        return _denies_words(tokens, i)
    if verb in reporting("ambiguous") and not (
        verb in reporting("findings_of_documents") and is_document(tokens, source)
    ):
        return _is_verb_here(tokens, i, trailing=trailing)
    if verb in reporting("counting") or _says_nothing(tokens, i, trailing=trailing):
        return verb in reporting("counting") and _counts(tokens, i, source)
    plainly = _fits_plainly(tokens, i, source, trailing=trailing)
    if plainly or verb in _JUDGING:
        return plainly  # not "the agency blamed in the report has …"
    if verb in reporting("needs_complement") or (verb in reporting("finding") and verb not in _STRONG):
        # not "the offer that the union accepted."
        closed = verb in reporting("needs_complement") and ends_sentence(tokens, i + 1)
        return (
            (has_complement(tokens, i) and not closed)
            or (verb in reporting("thinking") and clause_follows(tokens, i + 1))
            or (verb in reporting("forecasting") and (_forecasts(tokens, i) or _predicts(tokens, i, source)))
        )
    return verb in reporting("speech")


def _fits_plainly(tokens: Sequence[Token], i: int, source: tuple[int, int], *, trailing: bool) -> bool:
    """Whether the verb at `i` reports something here for what it is or for its subject, whatever clause follows."""
    verb, following = tokens[i].lower, tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return (
        (verb in _JUDGING and following not in {"", "in", "by", "at"})
        or (trailing and (verb in _STRONG or (_closes_clause(tokens, i) and not _intends(tokens, i))))
        or (verb in reporting("findings_of_documents") and is_document(tokens, source))
        or (verb in reporting("takes_object") and _starts_object(tokens, i))
        or (verb in {"cited", "cites"} and _cites(tokens, i, source))
        or (trailing and verb in _ADDRESSING and len(tokens) - i <= _LONGEST_ADDRESSEE)
        or (verb in reporting("gerund_takers") and i + 1 < len(tokens) and _is_gerund(tokens[i + 1], verb))
    )


def _is_gerund(token: Token, verb: str) -> bool:
    """“recalled seeing smoke”, "reported hearing a blast"; not "recalled nothing", "reported running water"."""
    if verb.startswith("report"):
        return token.lower in _PERCEIVING
    return token.text.islower() and token.lower.endswith("ing") and token.lower not in _NO_GERUNDS


def _cites(tokens: Sequence[Token], i: int, source: tuple[int, int]) -> bool:
    """“Amstutz cited three factors”; not "…, which cites an internal memo"."""
    plain = i > 0 and tokens[i - 1].lower not in {"which", "who"}
    return plain and _starts_object(tokens, i) and has_name(tokens, *source)


def _counts(tokens: Sequence[Token], i: int, source: tuple[int, int]) -> bool:
    """“The weather service recorded 184 millimetres”, "the authors list 31 cases": a body tells a figure."""
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    known = people("bodies", "documents")
    inside = [token.lower.removesuffix("'s") for token in tokens[source[0] : source[1]]]
    known |= people("humans", "male", "female")
    speaks = any(word in known or word.removesuffix("s") in people("roles") for word in inside)
    # "In its annual report, Vigil lists 60 cases"
    speaks = speaks or any(token.lower in people("documents") for token in tokens[: source[0]])
    figure = is_figure(following) or following.lower in {"at", "more", "about", "that"}
    figure = figure or (following.lower in {"a", "an"} and any(map(is_figure, tokens[i + 2 : i + 6])))
    return speaks and (figure or is_document(tokens, source))


def _predicts(tokens: Sequence[Token], i: int, source: tuple[int, int]) -> bool:
    """“The weather office has forecast heavy rain”: who or what can speak, and what it sees coming."""
    plain = tokens[i].lower in {"forecast", "forecasts", "predicts", "predicted", "projects", "projected"}
    plain = plain or (tokens[i].lower in {"recommends", "recommended", "recommend"} and tokens[i - 1].lower != "had")
    opens = i + 1 < len(tokens) and tokens[i + 1].is_word and tokens[i + 1].lower not in reporting("prepositions")
    return plain and opens and tokens[i + 1].lower not in reporting("right_stops") and _can_speak(tokens, source)


def _intends(tokens: Sequence[Token], i: int) -> bool:
    """“In 1986, the firm agreed to sell a station”: an act, not words."""
    return tokens[i].lower in reporting("finding") and i + 1 < len(tokens) and tokens[i + 1].lower == "to"


def _says_nothing(tokens: Sequence[Token], i: int, *, trailing: bool) -> bool:
    """“said nothing”, "a beam snapped", "told its customers,": a verb of saying without anything said."""
    verb = tokens[i].lower
    following = [token.lower for token in tokens[i + 1 : i + 3]]
    if following[:1] and (following[0] in reporting("verbless_objects") or following == ["no", "such"]):
        return True  # "said no such thing"
    if verb in {"admitted", "admits", "admit"} and following[:1] and is_figure(tokens[i + 1]):
        return True  # "the hospital admitted 40 patients"
    if verb in {"found", "finds", "find"} and following[1:] and following[0] in _OBJECTS and following[1] in _VERDICTS:
        return True  # "ten of the twelve jurors found him not guilty"
    human = people("roles", "humans") | {"source", "insider"}
    told = trailing and any(token.lower in human for token in tokens[max(0, i - _ADJUNCT) : i])
    if verb in reporting("manner") and not told and not _has_words_of_somebody(tokens):
        return True
    if (verb in {"claimed", "claims", "claim"} and _wins(tokens, i)) or [verb[:2], *following] in _STORIES:
        return True  # "the storm claimed at least 21 lives", "claimed the top prize", "tells the story of a family"
    return verb in {"told", "tells"} and not trailing and _ends_with_addressee(tokens, i)


def _wins(tokens: Sequence[Token], i: int) -> bool:
    """Whether what is claimed is won or taken, and no clause follows."""
    for token in tokens[i + 1 : i + 1 + _ADJUNCT]:
        if token.lower in reporting("finite", "pronouns_of_clauses") or not token.is_word:
            return False
        if token.lower in reporting("won"):
            return True
    return False


def _has_words_of_somebody(tokens: Sequence[Token]) -> bool:
    """Whether the sentence holds a quotation or a clause with "that"."""
    return any(token.quotation >= 0 or token.lower == "that" for token in tokens)


def _ends_with_addressee(tokens: Sequence[Token], i: int) -> bool:
    """“before the retailer told its customers,”: what was told is not said."""
    for k in range(i + 1, min(len(tokens), i + 6)):
        if tokens[k].quotation >= 0:
            return False
        if tokens[k].text in {",", ".", ";"}:
            return k > i + 1 and not any(token.quotation >= 0 for token in tokens)
    return False


def _is_verb_here(tokens: Sequence[Token], i: int, *, trailing: bool) -> bool:
    """Whether "claims", "reports" or "note" is a verb: no determiner before it, a clause behind it."""
    before = tokens[i - 1].lower if i else ""
    if before in reporting("determiners", "prepositions", "before_nouns") or before.endswith(("'s", "ing", "s'")):
        return False
    ends = i + 2 >= len(tokens) or tokens[i + 1].text == ";" or tokens[i + 1].lower in {"in", "on"}
    if tokens[i].lower in _NEVER_BARE:
        return (trailing and ends) or complement_follows(tokens, i + 1)
    has_done = tokens[i + 1 : i + 2] and tokens[i + 1].lower == "to" and not starts_clause(tokens, i + 1)
    if has_done and tokens[i].lower in {"claim", "claims"}:
        return True  # "the rebels claim to control four districts"
    return starts_clause(tokens, i) or has_complement(tokens, i) or _named_claims(tokens, i)


def _named_claims(tokens: Sequence[Token], i: int) -> bool:
    """“Ms Orr claims money played no role”: a name before the verb, a bare noun behind it."""
    if i == 0 or i + 2 >= len(tokens) or tokens[i].lower not in {"claims", "claim", "estimates"}:
        return False
    following = tokens[i + 1]
    known = reporting("prepositions", "finite", "clause_starts")
    return tokens[i - 1].is_name and following.is_word and following.lower not in known


def _denies_words(tokens: Sequence[Token], i: int) -> bool:
    """Whether what is denied or dismissed was said by somebody: not "denied bail", not "rejected a bid"."""
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if following in {"by", "for", "entry", "access", "bail", "permission"}:
        return False
    if tokens[i].lower in {"denied", "denies", "deny"} or following in {"that", "it", "this"}:
        return True
    return any(token.lower in reporting("words_denied") for token in tokens[i + 1 : i + 7])


def _is_trailing(tokens: Sequence[Token], source: tuple[int, int], verb: int) -> bool:
    """Whether cue and source stand behind a comma or quotation that they report, and nothing reported follows."""
    start = min(source[0], verb)
    if start == 0:
        return False
    before = tokens[start - 1]
    # "…, as the magazine reported", "As the magazine reported, …"
    as_told = before.lower == "as" and (start == 1 or tokens[start - 2].text == ",")
    if not as_told and before.text not in {",", "—", "–", "-", "?", "!", ")"} and before.quotation < 0:
        return False
    if before.text in {"—", "–", "-"} and start <= _LONGEST_DATELINE and before.quotation < 0:
        return False  # "VELM (NPA) — The ministry said": nothing was said before the dash
    following = tokens[verb + 1] if verb + 1 < len(tokens) else None
    if following is not None and following.lower in {"that", "how", "whether"}:
        return False
    if following is not None and following.text == ":":
        return False
    return not _long_clause_follows(tokens, max(source[1], verb + 1)) or before.quotation >= 0


def _long_clause_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause hangs on the verb: "Hours later, X said the army …", not "…, X said on Tuesday"."""
    run = 0
    finite = False
    opener = tokens[at].lower if at < len(tokens) else ""
    for token in tokens[at:]:
        if token.text in {",", ";", ":", "—", "–"}:
            break
        if token.lower == "that" and run:
            return True
        finite = finite or token.lower in reporting("finite")
        run += 1
    return finite and run > 2 and opener not in {"when", "as", "after", "while", "before", "on", "in", "at", "during"}  # noqa: PLR2004


def _may_open_phrase(token: Token) -> bool:
    """Whether a word behind “…” said can begin its subject although no list knows it ("mum-of-two Kay Bros")."""
    return not (
        token.lower in reporting("prepositions", "right_stops", "finite", "auxiliaries")
        or token.lower.endswith("ly")
        or is_day(token)
        or token.lower in {"that", "so", "it", "not", "no", "yes"}
    )


def _inverted(tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
    if verb == 0 or tokens[verb].lower in {"told", "tells", "tell"} | reporting("denying"):
        return None
    before = tokens[verb - 1]
    quoted = before.quotation >= 0
    # In "whose leader, Ana Ruiz, described the government as “finished”" the government is described.
    appraising = not quoted and tokens[verb].lower in _APPRAISING and _appraises(tokens, verb + 1)
    if appraising or not (quoted or before.text == ",") or not _may_follow(tokens, verb, quoted=quoted):
        return None
    later = tokens[verb + 1].lower in {"hours", "days", "weeks", "minutes", "months"}  # "…, said hours later"
    found = None if later else phrase_after(tokens, verb + 1)
    # Not so in "Priya Sandhu, the lawyer, announced an appeal".
    if found is None or not (quoted or (_can_speak(tokens, found) and not _closes_apposition(tokens, verb - 1))):
        return None
    if all(tokens[k].lower in reporting("determiners") for k in range(*found)):
        return None
    if quoted or found[1] >= len(tokens):
        return found
    # In "NAME, role, said his fighters had …" what follows the verb is the subject of the next clause.
    after = tokens[found[1]]
    return None if after.quotation >= 0 or after.lower in reporting("finite") or after.lower.endswith("ing") else found


def _closes_apposition(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the comma ends "The secretary, Ifor Penn,": no verb before it, so nothing has been said yet."""
    first = comma_before(tokens, comma)
    named = apposed(tokens, comma) if first is not None else None
    if named is None or is_figure(tokens[named[0]]):
        return False  # not so in "three pairs, none of them near, says the report"
    verbs = reporting("finite") | (all_verbs() - reporting("ambiguous")) | reporting("auxiliaries")
    return not any(
        token.lower in verbs or (token.lower.endswith("ed") and token.text.islower()) or token.quotation >= 0
        for token in tokens[:first]
    )


def _can_speak(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether a phrase names a person, a body, a document or several of them."""
    known = people("roles", "bodies", "documents", "humans", "titles")
    return any(
        tokens[k].lower.removesuffix("'s") in known
        or tokens[k].lower in pronoun_kinds()
        or tokens[k].lower in people("male", "female")
        or is_plural(tokens[k].text)
        for k in range(*span)
    ) or has_name(tokens, *span)


def _can_show(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Whether what showed something is somebody or was made to show it: not “the debate”, “the move”."""
    last = tokens[span[1] - 1].lower
    return _can_speak(tokens, span) or last.endswith(("ings", "analysis")) or last in reporting("evidence")


def _may_follow(tokens: Sequence[Token], verb: int, *, quoted: bool) -> bool:
    """Whether the subject of the verb can stand behind it."""
    if verb + 1 >= len(tokens) or (tokens[verb].lower in reporting("finding") and not quoted):
        return False
    first = tokens[verb + 1]
    if first.quotation >= 0 or not first.is_word or (first.lower in pronoun_kinds() and not quoted):
        return False
    role = verb + 2 < len(tokens) and tokens[verb + 2].is_name and _may_open_phrase(first)  # "reckons plumber Ana Ruiz"
    return starts_noun_phrase(first) or (quoted and _may_open_phrase(first)) or role


def _is_channel(tokens: Sequence[Token], at: int) -> bool:
    """“said by telephone”: how it was said, not who said it."""
    return at < len(tokens) and tokens[at].lower in reporting("channels")


def _agrees(tokens: Sequence[Token], source: tuple[int, int], verb: int) -> bool:
    """Whether a bare form that is also a noun ("dispute", "note") has a plural subject."""
    if tokens[verb].lower not in reporting("bare_nouns") or tokens[verb - 1].lower in {"has", "had", "have"}:
        return True
    inside = tokens[source[0] : source[1]]
    plural = {"they", "and", "who", "police", "we", "media", "press", "staff", "crew"}
    return any(is_plural(token.text) or token.lower in plural for token in inside)


def _verb_reports(tokens: Sequence[Token]) -> Iterator[Report]:
    for i, token in enumerate(tokens):
        if token.lower not in all_verbs() or token.quotation >= 0 or (token.is_name and not token.text.isupper()):
            continue
        following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
        if is_the_accused(tokens, i) or _only_acts(tokens, i) or _finds_thing(tokens, i) or _asks_for(tokens, i):
            continue
        if i > 1 and tokens[i - 2].lower == "what" and tokens[i - 1].lower in pronoun_kinds():
            continue  # "the opposite of what he demanded"
        if (
            token.lower in {"doubt", "doubts"}
            and i > 0
            and tokens[i - 1].lower in {"has", "had", "have", "having", "no"}
        ):
            continue
        inverted = _inverted(tokens, i)
        source = inverted or subject_left(tokens, i)
        if (
            source is None
            or (following == "by" and not _is_channel(tokens, i + 2))
            or (
                token.lower in {"promised", "pledged"}
                and following in {"to", "by"}
                and i + 2 < len(tokens)
                and tokens[i + 2].lower in {"them", "him", "her", "us", "the", "it"}
            )
        ):
            continue
        if not _agrees(tokens, source, i) or (not inverted and _only_describes(tokens, source, i)):
            continue
        relative = i > 0 and pronoun_kinds().get(tokens[i - 1].lower) == "relative"
        trailing = inverted is not None or (not relative and _is_trailing(tokens, source, i))
        if token.lower in reporting("showing") and not trailing and not _can_show(tokens, source):
            continue
        plainly = inverted is not None and token.lower in reporting("speech")
        plainly = plainly and not _says_nothing(tokens, i, trailing=True)
        if plainly or _fits(tokens, i, source, trailing=trailing):
            yield Report(source, (i, i + 1), trailing, denying=token.lower in reporting("denying"))


def _only_acts(tokens: Sequence[Token], i: int) -> bool:
    """“testified against the mayor”, "the dividend promised for May", "showed no emotion"."""
    following = [token.lower for token in tokens[i + 1 : i + 3]]
    if tokens[i].lower in {"testified", "testifies", "testify"}:
        return following[:1] == ["against"]
    if tokens[i].lower in {"promised", "pledged"}:
        return following[:1] == ["for"]
    return tokens[i].lower in {"showed", "shows", "show"} and following in _SHOWN


def _finds_thing(tokens: Sequence[Token], i: int) -> bool:
    """“A crew reached it and found it undamaged”: an act, not a finding told."""
    if tokens[i].lower not in {"found", "find", "finds"} or i + 2 >= len(tokens):
        return False
    pronoun = tokens[i + 1].lower in {"it", "him", "her", "them", "himself", "herself", "itself", "themselves"}
    return pronoun and tokens[i + 2].lower not in reporting("finite", "auxiliaries")


def _asks_for(tokens: Sequence[Token], i: int) -> bool:
    """“asked the government for 400 soldiers”, "the reader who asked about bread"."""
    if tokens[i].lower not in {"asked", "asks", "ask"}:
        return False
    following = [token.lower for token in tokens[i + 1 : i + 1 + 2 * _ADJUNCT]]
    return following[:1] == ["about"] or ("for" in following and not {"whether", "if", "why", "that"} & set(following))


def _only_describes(tokens: Sequence[Token], source: tuple[int, int], verb: int) -> bool:
    """“what the inspection had found”, "the sum that the club announced": nothing is told there."""
    before = [token.lower for token in tokens[max(0, source[0] - 2) : source[0]]]
    if not before or (verb + 1 < len(tokens) and tokens[verb + 1].is_word):
        return False
    return before[-1] == "what" or (before[-1] in {"that", "which"} and source[0] > 1 and before[0] in _AMOUNTS)


def _undisputed(tokens: Sequence[Token]) -> Iterator[Report]:
    """“The ministry does not dispute the figures”."""
    for i in range(3, len(tokens) - 1):
        if tokens[i].lower not in {"dispute", "deny", "contest"} or tokens[i - 1].lower != "not":
            continue
        source = subject_left(tokens, i - 2) if tokens[i - 2].lower in {"does", "did", "do"} else None
        if source and (tokens[i + 1].lower in reporting("determiners") or _denies_words(tokens, i)):
            yield Report(source, (i, i + 1), trailing=False)


def _demands(tokens: Sequence[Token]) -> Iterator[Report]:
    """“is calling for a ban”, "wanted to know why …", "hailed the result as “…”": words, but of no verb of saying."""
    for i in range(1, len(tokens) - 2):
        if tokens[i].quotation >= 0 or tokens[i].is_name:
            continue
        verb, following = tokens[i].lower, tokens[i + 1].lower
        k = i
        if verb == "calling" and following == "for" and tokens[i - 1].lower in {"is", "are", "was", "were"}:
            k = i - 1
        elif not (
            (verb in {"called", "calls"} and following == "for")
            or (verb == "demands" and following in reporting("determiners") and tokens[i - 1].lower != "which")
            or (verb in {"wanted", "wants"} and _asks(tokens, i + 1))
            or (verb in _APPRAISING and _appraises(tokens, i + 1))
        ):
            continue
        source = subject_left(tokens, k)
        if source and k > 0 and (is_human(tokens, source) or has_name(tokens, *source) or is_document(tokens, source)):
            yield Report(source, (i, i + 1), trailing=False)


def _asks(tokens: Sequence[Token], at: int) -> bool:
    words = [token.lower for token in tokens[at : at + 3]]
    return (
        words[:2] == ["to", "know"] and words[2:] != [] and words[2] in {"why", "whether", "how", "who", "what", "if"}
    )


def _appraises(tokens: Sequence[Token], at: int) -> bool:
    """Whether "as" and a quotation follow: "the result as “the end …”"."""
    place = next((k for k in range(at + 1, min(len(tokens) - 1, at + _ADJUNCT)) if tokens[k].lower == "as"), None)
    return place is not None and any(token.quotation >= 0 for token in tokens[place + 1 : place + 3])


def _own_plans(tokens: Sequence[Token]) -> Iterator[Report]:
    """“Investigators expect to publish a report in May”: what somebody expects of themselves."""
    for i in range(1, len(tokens) - 2):
        if (
            tokens[i].lower in {"expect", "expects", "hope", "hopes", "hoped"}
            and tokens[i + 1].lower == "to"
            and tokens[i].quotation < 0
        ):
            source = subject_left(tokens, i)
            if source and pronoun_kinds().get(tokens[source[0]].lower) != "self":
                yield Report(source, (i, i + 1), trailing=False)


def _quoted_reports(tokens: Sequence[Token]) -> Iterator[Report]:
    """Whom a speaker cites inside the quotation: “A soldier on the front has reported that …”."""
    for i, token in enumerate(tokens[:-1]):
        if token.quotation < 0 or tokens[i + 1].lower != "that" or token.lower not in reporting("speech"):
            continue
        last = skip_adverbials(tokens, i - 1)
        if last < 0 or tokens[last].quotation != token.quotation or is_refused(tokens, last, i):
            continue
        if not tokens[last].is_word or tokens[last].lower in pronoun_kinds():
            continue
        source = trim(tokens, segment_before(tokens, last), last + 1)
        if source and is_noun_like(tokens, source):
            yield Report(source, (i, i + 1), trailing=False, inner=True)


def _phrase_reports(tokens: Sequence[Token]) -> Iterator[Report]:
    for i, token in enumerate(tokens[:-1]):
        if token.quotation >= 0:
            continue
        pair = f"{token.lower} {tokens[i + 1].lower}"
        if (token.lower == "per" and i > 0 and tokens[i - 1].text == ",") or token.lower == "by":
            yield from _per(tokens, i)
            yield from _surveyed(tokens, i)
            yield from _by_own_account(tokens, i)
        elif pair in reporting("source_phrases") and i + 2 < len(tokens):
            source = _before_citing(tokens, source_phrase(tokens, i + 2))
            if source:
                yield Report(
                    source,
                    (i, i + 2),
                    trailing=i > 0 and (tokens[i - 1].text in {",", "—", "–"} or source[1] >= len(tokens) - 1),
                )
        elif i > 0 and (
            token.lower in reporting("citing")
            or (token.lower in {"cites", "cited", "quotes"} and tokens[i - 1].lower in {"which", "who"})
        ):
            source = source_phrase(tokens, i + 1)
            if source and all(token.lower not in reporting("reasons") for token in tokens[slice(*source)]):
                yield Report(source, (i, i + 1), trailing=False, inner=True)
        elif token.lower in reporting("participles") and i > 1 and tokens[i - 1].text in {",", "and"}:
            source = shared_subject(tokens, i - 1)
            clause = clause_in(tokens, i + 1) or tokens[i + 1].lower in {"he", "she", "they", "there"}
            if source and (has_complement(tokens, i) or clause or _calls_in_quotation(tokens, i)):
                yield Report(source, (i, i + 1), trailing=False, denying=token.lower == "denying")
        else:
            yield from _other_phrases(tokens, i)


def _per(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“…, per the ministry”, “by the trust’s count”; not “, per cent” or “, per employees”."""
    if tokens[i].lower == "by":
        end = _reckoned(tokens, i)
        if end:
            yield Report((i + 1, end), (i, i + 1), trailing=i > 0)
        return
    if starts_noun_phrase(tokens[i + 1]) and not tokens[i + 1].lower.endswith("s"):
        source = source_phrase(tokens, i + 1)
        if source:
            yield Report(source, (i, i + 1), trailing=True)


def _in_the_view(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“In the words of minister Odile Marchetti, …”, “in the minister's view”; `i` is the index of "in"."""
    words = [token.lower for token in tokens[i + 1 : i + 4]]
    if len(words) > 2 and words[0] == "the" and words[1] in reporting("views") and words[2] == "of":  # noqa: PLR2004
        source = phrase_after(tokens, i + 4)
        if source:
            yield Report(source, (i, i + 4), trailing=i > 0)
        return
    if i > 0 and tokens[i - 1].text != ",":
        return  # "trapped in the minister's view of the world"
    for k in range(i + 1, min(len(tokens) - 2, i + _ADJUNCT)):
        if not tokens[k].is_word:
            return
        own = k == i + 1 and tokens[k].lower in {"his", "her", "their"}
        if own or tokens[k].lower.endswith(("'s", "s'")):
            if tokens[k + 1].lower in reporting("views") and tokens[k + 2].lower != "of":
                yield Report((i + 1, k + 1), (i, i + 1), trailing=i > 0)
            return


def _reckoned(tokens: Sequence[Token], i: int) -> int:
    """The end of the source in “by the Seal Trust's own count”; 0 if there is none."""
    for k in range(i + 1, min(len(tokens) - 1, i + _ADJUNCT)):
        if not tokens[k].is_word:
            return 0
        if tokens[k].lower.endswith(("'s", "s'")):
            noun = k + 2 if tokens[k + 1].lower == "own" else k + 1
            return k + 1 if noun < len(tokens) and tokens[noun].lower in _RECKONINGS else 0
    return 0


def _before_citing(tokens: Sequence[Token], source: tuple[int, int] | None) -> tuple[int, int] | None:
    """“According to a diplomat citing radio traffic”: the diplomat is the source, and has one of his own."""
    if source is None:
        return None
    end = next((k for k in range(source[0] + 1, source[1]) if tokens[k].lower in reporting("citing")), source[1])
    return source[0], end


def _quoted_as_saying(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“X was quoted as saying”: `i` is the index of "as"."""
    if i < 2 or tokens[i].lower != "as" or tokens[i + 1].lower != "saying":  # noqa: PLR2004 - subject and participle
        return
    if tokens[i - 1].lower not in {"quoted", "cited"}:
        return
    last = skip_adverbials(tokens, i - 2)
    while last >= 0 and tokens[last].lower in reporting("passive"):
        last = skip_adverbials(tokens, last - 1)
    source = plain_subject(tokens, last)
    if source:
        yield Report(source, (i - 1, i + 2), trailing=any(token.quotation >= 0 for token in tokens[: source[0]]))
        quoting = phrase_after(tokens, i + 3) if tokens[i + 2 : i + 3] and tokens[i + 2].lower == "by" else None
        if quoting:  # "X was quoted as saying by the daily Y": Y tells it
            yield Report(quoting, (i + 2, i + 3), trailing=True)


def _study_saying(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“have rubbished a study claiming that …”: a document has a voice of its own; `i` is the index of "claiming"."""
    if i < 2 or tokens[i].lower not in reporting("participles") or tokens[i - 1].lower not in people("documents"):  # noqa: PLR2004
        return
    source = trim(tokens, segment_before(tokens, i - 1), i)
    if source is None or not (has_complement(tokens, i) or clause_in(tokens, i + 1)):
        return
    start = next((k for k in range(source[1] - 1, source[0] - 1, -1) if tokens[k].lower in {"a", "an", "the"}), None)
    if start:
        yield Report((start, source[1]), (i, i + 1), trailing=False, inner=True)


def _before_colon(tokens: Sequence[Token]) -> Iterator[Report]:
    """“Skipper Bram Oduya, 58, is less sure: “…””: before a colon any verb speaks if its subject can."""
    for k in range(2, len(tokens) - 1):
        if tokens[k].quotation >= 0:
            return
        if tokens[k].text == ":" and opens_quotation(tokens, k + 1):
            if tokens[k - 1].lower in reporting("pronounced") and tokens[k - 2].lower.endswith(("'s", "s'")):
                yield Report((0, k - 1), (k - 1, k + 1), trailing=False)
                return
            source = shared_subject(tokens, k) or opening_human(tokens, k)
            if source and tokens[source[0]].lower not in {"it", "they"} and is_human(tokens, source):
                yield Report(source, (k, k + 1), trailing=False)
            return


def _quotes_as_saying(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“State media quoted the army chief as saying”: both are named; `i` is the index of "quoted"."""
    if tokens[i].lower not in {"quoted", "quotes", "quote", "cited", "cites"} or i == 0:
        return
    end = next((k for k in range(i + 2, min(len(tokens) - 1, i + _LONGEST_APPOSITION)) if _as_saying(tokens, k)), None)
    teller = subject_left(tokens, i) if end else None
    if end is None or teller is None:
        return
    stop = end - 1 if tokens[end - 1].text == "," else end
    comma = next((k for k in range(i + 1, stop) if tokens[k].text == ","), stop)
    quoted = (i + 1, stop) if is_bare_name(tokens, comma + 1, stop) else (i + 1, comma)
    yield Report(teller, (i, i + 1), trailing=False)
    if tokens[quoted[0]].lower not in pronoun_kinds() or quoted[1] - quoted[0] == 1:
        yield Report(quoted, (end, end + 2), trailing=False, inner=True)


def _as_saying(tokens: Sequence[Token], k: int) -> bool:
    return tokens[k].lower == "as" and tokens[k + 1].lower in reporting("participles")


def _surveyed(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“In a survey of 1,200 renters by the Institute for Urban Affairs, 31% said …”: `i` is the index of "by"."""
    if tokens[i].lower != "by" or tokens[0].lower not in {"in", "of"}:
        return
    known = any(token.lower in {"survey", "poll", "study", "census", "questionnaire"} for token in tokens[1:i])
    source = phrase_after(tokens, i + 1) if known else None
    plain = all(token.is_word or token.text == "," for token in tokens[1:i])
    closed = source is not None and source[1] < len(tokens) and tokens[source[1]].text == ","
    if source and closed and plain and has_name(tokens, *source):
        yield Report(source, (i, i + 1), trailing=False)


def _still_saying(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The radio keeps saying that …”, “She went on to say that …”: `i` is the index of the verb of saying."""
    said = tokens[i].lower
    k = i - 2 if tokens[i - 1].lower == "to" else i - 1
    known = said.endswith("ing") and said in reporting("participles")
    if i < 2 or k < 1 or not (known or (k == i - 2 and said in reporting("speech"))):  # noqa: PLR2004 - subject and verb
        return
    if tokens[k].lower not in reporting("still_saying") or not has_complement(tokens, i):
        return
    source = plain_subject(tokens, skip_adverbials(tokens, k - 2 if tokens[k].lower == "on" else k - 1))
    if source:
        yield Report(source, (i, i + 1), trailing=False)


def _spoken_of(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The governor’s office speaks of twelve wounded”, "spoke of “a crack”": `i` is the index of the verb."""
    if tokens[i].lower not in _SPOKEN or tokens[i + 1].lower != "of":
        return
    quoted = any(token.quotation >= 0 for token in tokens[i + 2 : i + 4])
    if quoted or tokens[i].lower in {"spoke", "spoken"} or any(map(is_figure, tokens[i + 2 : i + 5])):
        source = subject_left(tokens, i)
        if source:
            yield Report(source, (i, i + 2), trailing=False)


def _calls_in_quotation(tokens: Sequence[Token], i: int) -> bool:
    """“…, calling the penalty “a gift””."""
    called = tokens[i].lower in reporting("calling")
    return called and any(token.quotation >= 0 for token in tokens[i + 1 : i + 1 + _ADJUNCT])


def _other_phrases(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    yield from _quoted_as_saying(tokens, i)
    yield from _quotes_as_saying(tokens, i)
    yield from _study_saying(tokens, i)
    yield from _still_saying(tokens, i)
    yield from _spoken_of(tokens, i)
    yield from turns_of_phrase(tokens, i)
    yield from _came_the_answer(tokens, i)
    yield from _in_his_account(tokens, i)
    yield from _only_answer(tokens, i)
    if tokens[i].lower == "in":
        yield from _in_the_view(tokens, i)
    token, following = tokens[i], tokens[i + 1].lower
    if token.lower in reporting("by_agents") and following == "by" and i > 0 and i + 2 < len(tokens):
        before = skip_adverbials(tokens, i - 1)
        if is_day(tokens[i + 2]) or is_figure(tokens[i + 2]) or tokens[i + 2].lower in reporting("months"):
            return  # "expected by September", "counted by 9 p.m."
        told = token.lower in {"quoted", "cited"} and tokens[i - 1].text == ","
        if told or (before >= 0 and tokens[before].lower in {"as"} | reporting("passive")):
            source = phrase_after(tokens, i + 2)
            infinitive = source and [t.lower for t in tokens[slice(source[1], source[1] + 1)]] == ["to"]
            if source and (token.lower != "said" or infinitive):
                denying = token.lower in reporting("denying")
                yield Report(source, (i, i + 2), trailing=not told, inner=told, denying=denying)
    elif (
        (token.lower in {"sees", "foresees"} and _sees_results(tokens, i))
        or (token.lower in {"put", "puts", "values", "valued", "priced", "pegs", "pegged"} and _puts_at(tokens, i))
        or (token.lower == "wants" and _wants_done(tokens, i))
        or (token.lower in {"ruled", "rules"} and following == "out")
        or (token.lower in {"pointed", "points", "point"} and following in {"to", "out"})
        or (token.lower == "held" and _court_held(tokens, i))
        or (token.lower in {"gives", "gave"} and _document_gives(tokens, i))
    ):
        source = subject_left(tokens, i)
        if source and (
            has_name(tokens, *source)
            or tokens[source[0]].lower in reporting("determiners") | set(pronoun_kinds())
            or any(is_plural(token.text) for token in tokens[slice(*source)])
        ):
            yield Report(source, (i, i + 1), trailing=_ends_in(tokens, source, i))
    elif token.lower in {"called", "calls", "branded", "dubbed", "labelled", "labeled", "call"} and (
        (any(t.quotation >= 0 for t in tokens[i + 2 : i + 7]) and tokens[i + 1].quotation < 0) or _judges(tokens, i)
    ):
        source = subject_left(tokens, i)
        if source:
            yield Report(source, (i, i + 1), trailing=False)


def _came_the_answer(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“…,” came the answer from the ministry."""
    words = [token.lower for token in tokens[i : i + 4]]
    if words[:2] == ["came", "the"] and len(words) > 3 and words[2] in reporting("answers") and words[3] == "from":  # noqa: PLR2004
        source = phrase_after(tokens, i + 4)
        if source:
            yield Report(source, (i, i + 4), trailing=True)


def _court_held(tokens: Sequence[Token], i: int) -> bool:
    """“The court held that …” and "…, the court held"; not "held a meeting"."""
    return tokens[i - 1].lower in _COURTS and (tokens[i + 1].lower == "that" or not tokens[i + 1].is_word)


def _document_gives(tokens: Sequence[Token], i: int) -> bool:
    """“The league's website gives the attendance as 4,120”."""
    figure = any(map(is_figure, tokens[i + 1 : i + 1 + _ADJUNCT]))
    return figure and any(token.lower in people("documents") for token in tokens[max(0, i - _ADJUNCT) : i])


def _ends_in(tokens: Sequence[Token], source: tuple[int, int], verb: int) -> bool:
    """Whether “…, supporters point out” or “…, the court held” ends the sentence."""
    out = tokens[verb + 1].lower == "out"
    return (out or tokens[verb].lower == "held") and _is_trailing(tokens, source, verb + 1 if out else verb)


def _only_answer(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“Baseless,” was the ministry's only comment."""
    noun = tokens[i].lower in reporting("answers") | {"comment", "assessment", "conclusion"}
    k = i - 1 if noun and i > 0 and tokens[i - 1].lower.endswith(("'s", "s'")) else i - 2
    if not noun or k < 1 or not tokens[k].lower.endswith(("'s", "s'")):
        return
    start = next((n for n in range(k, max(0, k - _ADJUNCT), -1) if tokens[n].lower in {"was", "is", "came"}), None)
    if start is not None and tokens[start - 1].quotation >= 0 > tokens[start].quotation:
        yield Report((start + 1, k + 1), (k + 1, i + 1), trailing=True)


def _in_his_account(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“The mayor's count is 300”, “if the mayor is to be believed”, “was how Holm put it”."""
    word, following = tokens[i].lower, [token.lower for token in tokens[i + 1 : i + 1 + _LONGEST_SOURCE]]
    if word in _RECKONINGS and i > 0 and tokens[i - 1].lower.endswith(("'s", "s'")):
        source = trim(tokens, segment_before(tokens, i - 1), i)
        if source and following and following[0] in _AMOUNTING and _can_speak(tokens, source):
            yield Report(source, (i, i + 1), trailing=False)
    elif word == "if" and following[-3:] and "believed" in following:
        k = i + 1 + following.index("believed")
        if following[k - i - 4 : k - i - 1] in (["is", "to", "be"], ["are", "to", "be"]):
            yield Report((i + 1, k - 3), (k - 3, k + 1), trailing=True)
    elif word == "how" and i > 0 and tokens[i - 1].lower in {"is", "was"}:
        put = next((k for k, token in enumerate(following) if k and token in {"put", "puts", "described"}), 0)
        if put:
            yield Report((i + 1, i + 1 + put), (i + 1 + put, i + 2 + put), trailing=True)


def _by_own_account(tokens: Sequence[Token], i: int) -> Iterator[Report]:
    """“By his own account, Orr had not read it”: `i` is the index of "by"."""
    own = len(tokens) > i + 5 and tokens[i + 2].lower == "own" and tokens[i + 3].lower in _RECKONINGS | {"admission"}
    source = leading_name(tokens, i + 5, len(tokens)) if own and tokens[i + 4].text == "," else None
    if source:
        yield Report(source, (i, i + 4), trailing=False)


def _owner(tokens: Sequence[Token], k: int) -> tuple[int, int] | None:
    """The phrase that ends in the possessive at `k`: a name, or what follows the last determiner."""
    if not tokens[k].lower.endswith(("'s", "s'")):
        return None
    start = k
    while start > 0 and tokens[start].lower not in reporting("determiners") and k - start < _LONGEST_SUBJECT:
        if not tokens[start - 1].is_name and tokens[k].is_name:
            break
        start -= 1
    return (start, k + 1) if tokens[start].is_name or tokens[start].lower in reporting("determiners") else None


def _told_noun(tokens: Sequence[Token]) -> Iterator[Report]:
    """“Katz's claim that sprinklers were fitted”, where nothing else in the sentence names who says so."""
    for k in range(1, len(tokens) - 1):
        owned = tokens[k].lower in reporting("told_nouns") and tokens[k + 1].lower == "that" and tokens[k].quotation < 0
        if not owned:
            continue
        owner = tokens[k - 1].lower
        if owner in {"his", "her"}:
            source = leading_name(tokens, 0, k) if tokens[0].is_name else None
        else:
            source = _owner(tokens, k - 1)
        if source and _can_speak(tokens, source):
            yield Report(source, (k, k + 1), trailing=False)
            return


def _judges(tokens: Sequence[Token], i: int) -> bool:
    """“called the shooting illegal”, "what experts called the largest breach"."""
    last = skip_adverbials(tokens, i - 1)
    start = segment_before(tokens, last) if last >= 0 else 0
    if any(token.lower == "what" for token in tokens[max(0, start - 1) : last]):
        return True
    following = [token.lower for token in tokens[i + 1 : i + 6]]
    if len(following) < 3 or following[0] not in {"it", "this", "that", "the", "his", "her", "their", "its"}:  # noqa: PLR2004
        return False
    k = 1 if following[0] in {"it", "this"} else 2
    return following[k] in {"a", "an"} or following[k].endswith(tuple(reporting("judging_endings")))


def _wants_done(tokens: Sequence[Token], i: int) -> bool:
    """“The minister wants all ships kept in port”: a demand, of which somebody has told."""
    if tokens[i + 1].lower in {"to", "a", "an", "more"}:
        return False
    for token in tokens[i + 2 : i + _ADJUNCT]:
        if not token.is_word or token.lower in {"what", "that", "who", "which", "he", "she", "they"}:
            return False
        if token.lower.endswith(("ed", "en", "pt")):
            return True
    return False


def _sees_results(tokens: Sequence[Token], i: int) -> bool:
    """“now sees full-year sales growth of 2%”: what a firm sees is its forecast."""
    following = tokens[i + 1 : i + 1 + _ADJUNCT]
    return any(token.lower in _RESULTS for token in following) and any(map(is_figure, following))


def _puts_at(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number follows, as in “put the toll at 12”."""
    if tokens[i + 1].lower == "it" and complement_follows(tokens, i + 1):
        return True  # "put it like this: …"
    for k in range(i + 2, min(len(tokens) - 1, i + 12)):
        if tokens[k].text in {",", ";"}:
            return False
        if tokens[k].lower == "down" and tokens[k + 1].lower == "to":
            return True  # "put the weak quarter down to the price of cocoa"
        if tokens[k].lower == "at" and any(
            is_figure(t) or t.lower in _NONE or t.text in "$€£" for t in tokens[k + 1 : k + 6]
        ):
            return True
    return False


def _manner_reports(tokens: Sequence[Token]) -> Iterator[Report]:
    """“…,” he laughs. “…,” beamed captain Ola Reed. Behind a quotation with a comma any verb speaks."""
    for i in range(2, len(tokens) - 1):
        if not (tokens[i - 1].quotation >= 0 > tokens[i].quotation and tokens[i - 2].text in {",", "?", "!", "…"}):
            continue
        if _is_unknown_verb(tokens[i]):
            source = phrase_after(tokens, i + 1) if _may_open_phrase(tokens[i + 1]) else None
            verb = i
        else:
            source, verb = _subject_and_manner(tokens, i)
        if source and source[1] <= len(tokens):
            yield Report(source, (verb, verb + 1), trailing=True)


def _is_unknown_verb(token: Token) -> bool:
    return (
        token.text.islower()
        and (token.lower.endswith(("s", "ed")) or token.lower in _IRREGULAR)
        and token.lower not in reporting("verbs", "finite", "determiners", "right_stops")
        and not is_plural_noun(token)
    )


def is_plural_noun(token: Token) -> bool:
    """Whether the word is a noun for people or bodies in the plural, which no verb is."""
    return token.lower.removesuffix("s") in people("roles", "bodies", "humans")


def _subject_and_manner(tokens: Sequence[Token], i: int) -> tuple[tuple[int, int] | None, int]:
    """Subject at `i` and its verb: "he laughs", "the minister thundered"."""
    k = i + 1
    if tokens[i].lower not in {"he", "she", "they"}:
        if not (tokens[i].is_name or tokens[i].lower in reporting("determiners")):
            return None, i
        while k < min(len(tokens) - 1, i + _LONGEST_SUBJECT) and tokens[k].is_word and not _is_unknown_verb(tokens[k]):
            if tokens[k].lower in reporting("verbs", "finite", "prepositions") - {"of"}:
                return None, i
            k += 1
    if k >= len(tokens) or tokens[k].quotation >= 0 or not _is_unknown_verb(tokens[k]):
        return None, i
    return ((i, k), k) if _closes_clause(tokens, k) else (None, i)


def _taken_up(tokens: Sequence[Token]) -> Iterator[Report]:
    """“…, something the panel denied”: whoever denies is named behind what is denied."""
    for i, token in enumerate(tokens):
        if token.lower not in reporting("denying") or token.quotation >= 0:
            continue
        last = skip_adverbials(tokens, i - 1)
        for k in range(last, max(0, last - _ADJUNCT), -1):
            if not tokens[k].is_word or tokens[k].quotation >= 0:
                break
            if tokens[k].lower in reporting("taken_up"):
                if k < last and (tokens[k - 1].text == "," or tokens[k - 1].lower in {"a", "an"}):
                    source = trim(tokens, k + 1, last + 1)
                    if source and is_noun_like(tokens, source):
                        yield Report(source, (i, i + 1), trailing=False, inner=True)
                break


def sentence_subject(tokens: Sequence[Token], before: int) -> tuple[int, int] | None:
    """The subject that opens the sentence, behind an adjunct that a comma closes; None if it is not plain."""
    i = 0
    if tokens and (tokens[0].lower in reporting("prepositions", "openers")):
        i = next((k + 1 for k in range(min(before, _LONGEST_APPOSITION)) if tokens[k].text == ","), before)
    if any(token.text in {"(", ")"} for token in tokens[:before]):
        return None  # a dateline or a bracket: not plain
    k = i
    while k < before and tokens[k].is_word and k - i < _LONGEST_SUBJECT:
        if tokens[k].lower in reporting("finite") or (
            k > i and tokens[k].lower.endswith("ed") and not tokens[k].is_name
        ):
            break
        k += 1
    if k in {i, before} or not tokens[k].is_word or tokens[i].lower in pronoun_kinds() or tokens[i].quotation >= 0:
        return None
    while k > i + 1 and tokens[k - 1].lower in reporting("auxiliaries"):
        k -= 1
    if any(token.lower in reporting("prepositions") - {"of", "for"} for token in tokens[i:k]):
        return None
    return (i, k)


def _is_earlier_act(tokens: Sequence[Token], report: Report) -> bool:
    """“A guard had reported a suspicious lorry”: told to somebody once, not what the article rests on."""
    verb = report.cue[0]
    return (
        tokens[verb].lower in reporting("takes_object")
        and verb > 0
        and tokens[verb - 1].lower == "had"
        and _starts_object(tokens, verb)
    )


def _is_inside(report: Report, others: Sequence[Report]) -> bool:
    return any(other is not report and other.source[0] <= report.cue[0] < other.source[1] for other in others)


def _nested(report: Report, found: Sequence[Report], tokens: Sequence[Token]) -> Report:
    """“Officials believe it was a rock, which was estimated by astronomers to …”: the officials speak first."""
    passive = report.trailing and tokens[report.cue[1] - 1].lower == "by" and report.source[0] >= report.cue[1]
    if passive and any(not r.inner and not r.trailing and r.cue[1] < report.cue[0] for r in found):
        return replace(report, trailing=False, inner=True)
    return report


def find_reports(tokens: Sequence[Token]) -> list[Report]:
    """The reports of a sentence, outermost first, at most three."""
    taken_up = list(_taken_up(tokens))
    found = [
        *(r for r in _verb_reports(tokens) if all(r.cue != other.cue for other in taken_up)),
        *_phrase_reports(tokens),
        *_quoted_reports(tokens),
        *_manner_reports(tokens),
        *taken_up,
    ]
    if not found:
        found = [
            *_before_colon(tokens),
            *_own_plans(tokens),
            *_undisputed(tokens),
            *_demands(tokens),
            *told_by_nouns(tokens),
            *unknown_verbs(tokens),
            *headline(tokens),
        ]
        found = found or list(_told_noun(tokens))
    # "Of 300 voters asked, 120 said …": a participle, and a share of those who were asked.
    found = [r for r in found if tokens[r.source[0]].lower != "of" and not _is_inside(r, found)]
    found = [_nested(r, found, tokens) for r in found]
    # "The ministry declined to comment, citing the inquiry": a reason, not a source.
    spoken = [r for r in found if not r.inner]
    found = [r for r in found if not (r.inner and tokens[r.cue[0]].lower in reporting("citing")) or spoken]
    found = [r for r in found if not (is_passing(tokens, r) and any(o.trailing for o in spoken if o is not r))]
    found = [r for r in found if not (_is_earlier_act(tokens, r) and any(o.trailing for o in spoken if o is not r))]
    ordered = sorted(found, key=lambda r: (r.inner, not r.trailing, -r.start if r.trailing else r.start))
    kept: list[Report] = []
    for report in ordered:
        if all(report.source != other.source for other in kept):
            kept.append(report)
    return kept[:_MOST]


def is_title(token: Token) -> bool:
    """Whether the word is a title before a name."""
    return token.lower.rstrip(".") in people("titles")


def is_time(token: Token) -> bool:
    """Whether the word names a day."""
    return is_day(token)
