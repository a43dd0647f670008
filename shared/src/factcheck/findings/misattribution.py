"""Paraphrases that do not fit the quotations beside them: another speaker, or the opposite of what was said.

Three shapes are checked: somebody is said to admit a figure or words that the article quotes from somebody else, the
same quoted words are given to two people, and a paraphrase calls settled (or affirms) what the same speaker's own words
leave open (or deny).
"""

import re
from collections.abc import Iterator, Sequence

from factcheck.domain.values import Attribution, Bound, Certainty, Finding, FindingKind, Span, SpeechKind
from factcheck.findings.figures import counted, number, same_unit
from factcheck.findings.statements import Statement, is_named, patterns, same_person, shown, stems
from factcheck.text.lexicon import words

_NEAR = 3  # sentences between a paraphrase and the quotation that it tells
_MOST = 80
_LEAST_FIGURE = 10
_SHARED = 2
_LEAST_ADMITTED = 3
_LEAST_QUOTED = 6  # words; shorter ones may be a saying
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_NEGATED = re.compile(
    r"\b(?:not|never|n[’']t|hasn[’']t|haven[’']t|didn[’']t|wasn[’']t|weren[’']t|isn[’']t|hadn[’']t)\s+(?:yet\s+|been\s+)?(\w{4,}(?:ed|en|ld|nt|id|pt))\b",
    re.IGNORECASE,
)
# "In response to reports that the board is opposed, X pointed out …": the reports' words, not those of X.
_OTHERS_SAY = re.compile(
    r"\W*(?:in\s+(?:response|answer|reply|reaction)\s+to|responding\s+to|asked|despite|amid|after|following|confronted\s+"
    r"with|commenting\s+on|referring\s+to|on)\b[^.;]*?\b(?:reports?|claims?|allegations?|suggestions?|rumou?rs?|whether|if|"
    r"charges?|speculation|accusations?|questions?)\b",
    re.IGNORECASE,
)
_ANY_NEGATION = re.compile(r"\b(?:no|not|never|none|nothing|nobody|without|\w+n[’']t)\b", re.IGNORECASE)


def _finding(span: Span, message: str, related: Sequence[Span]) -> Finding:
    return Finding(FindingKind.ATTRIBUTION_MISMATCH, "text", span, message, tuple(related))


def _speaker(statement: Statement) -> Attribution | None:
    """Whose words the quotation of the sentence is, if only one is named."""
    voices = statement.voices
    if not statement.quoted or not voices or voices[0].kind is SpeechKind.INDIRECT:
        return None
    return voices[0] if len({voice.source for voice in voices}) == 1 else None


def _admissions(paraphrases: Sequence[Statement], quotes: Sequence[tuple[Statement, Attribution]]) -> Iterator[Finding]:
    admitting = words("factcheck.findings", "contradiction.json", "admitting")
    for told in paraphrases:
        voice = told.voices[0]
        if voice.cue.casefold() not in admitting or not any(c.isupper() for c in voice.source):
            continue
        for quote, speaker in quotes:
            if same_person(voice, speaker):
                continue
            match = next(
                (
                    (a, b)
                    for a in told.quantities
                    for b in quote.quantities
                    if a.value == b.value >= _LEAST_FIGURE and same_unit(a, b) and a.bound is b.bound is Bound.EXACT
                ),
                None,
            )
            own_words = any(is_named(other) and same_person(voice, other) for _, other in quotes)
            if match and not own_words and len(stems(told.text) & stems(quote.quoted)) >= _SHARED:
                figure = f"{number(match[0].value)} {counted(match[0].unit, match[0].value)}"
                message = (
                    f"{voice.source} is said to have admitted it, but the words with the {figure} are quoted from "
                    f"{speaker.source}: “{shown(quote.quoted)}”"
                )
                yield _finding(told.span, message, (match[0].span, match[1].span))
                break


def _admitted_words(told: Sequence[Statement], quotes: Sequence[tuple[Statement, Attribution]]) -> Iterator[Finding]:
    """“Saito admitted that it was “run like a circus”.” “It’s run like a circus,” said Lindh."""
    admitting = words("factcheck.findings", "contradiction.json", "admitting")
    for admission in told:
        voice = admission.voices[0] if len(admission.voices) == 1 else None
        said = _folded(admission.quoted)
        if voice is None or voice.cue.casefold() not in admitting or said.count(" ") < _LEAST_ADMITTED - 1:
            continue
        near = [(q, by) for q, by in quotes if q is not admission and abs(q.number - admission.number) <= _NEAR]
        holding = [(quote, by) for quote, by in near if f" {said} " in f" {_folded(quote.quoted)} "]
        if len(holding) == 1 and is_named(holding[0][1]) and is_named(voice) and not same_person(voice, holding[0][1]):
            quote, speaker = holding[0]
            message = (
                f"{voice.source} is said to have admitted it, but the words “{shown(admission.quoted)}” "
                f"are quoted from {speaker.source}"
            )
            yield _finding(admission.span, message, (quote.span,))


def _folded(text: str) -> str:
    return " ".join(word.casefold() for word in _WORD.findall(text))


def _same_words_twice(quotes: Sequence[tuple[Statement, Attribution]]) -> Iterator[Finding]:
    seen: dict[str, tuple[Statement, Attribution]] = {}
    for quote, speaker in quotes:
        if not is_named(speaker) or speaker.span.overlap(quote.span) == 0:
            continue  # a name that "he" was resolved to may be the wrong one
        for part in quote.quoted.split(" … "):
            said = _folded(part)
            if said.count(" ") < _LEAST_QUOTED - 1:
                continue
            first = seen.setdefault(said, (quote, speaker))
            if not same_person(first[1], speaker):
                message = f"“{shown(part)}” is quoted from {first[1].source} and again from {speaker.source}"
                yield _finding(quote.span, message, (first[0].span,))


def _opposites(paraphrases: Sequence[Statement], quotes: Sequence[tuple[Statement, Attribution]]) -> Iterator[Finding]:
    for told in paraphrases:
        if not told.is_plain or _ANY_NEGATION.search(told.text) or _OTHERS_SAY.match(told.text):
            continue
        for quote, speaker in quotes:
            near = 0 < quote.number - told.number <= _NEAR
            if not near or not same_person(told.voices[0], speaker) or not is_named(told.voices[0]):
                continue
            found = _left_open(told, quote) or _denied(told, quote)
            if found:
                source = told.voices[0].source
                message = f"the paraphrase has {source} say “{found}”; quoted are the words “{shown(quote.quoted)}”"
                yield _finding(told.span, message, (quote.span,))
                break


def _left_open(told: Statement, quote: Statement) -> str:
    settled = patterns("settled").search(told.text)
    decisions = words("factcheck.findings", "contradiction.json", "decisions")
    if not settled or settled["verb"].casefold() not in decisions or not patterns("open").search(quote.quoted):
        return ""
    return shown(settled.group())


def _denied(told: Statement, quote: Statement) -> str:
    """The verb that the paraphrase affirms and the quotation negates, of the same thing."""
    for match in _NEGATED.finditer(quote.quoted):
        verb = match[1].casefold()
        affirmed = re.search(
            rf"\b(?:has|have|had|was|were|is|are)\s+(?:already\s+|been\s+)?{re.escape(verb)}\b", told.text
        )
        shared = (stems(told.text) & stems(quote.quoted)) - stems(verb)
        if affirmed and len(shared) >= _SHARED:
            return affirmed.group()
    return ""


def misattribution_findings(all_statements: Sequence[Statement]) -> tuple[Finding, ...]:
    """The misattributions of an article in reading order."""
    paraphrases = [
        s for s in all_statements if s.is_paraphrase and all(c.certainty is Certainty.ASSERTED for c in s.claims)
    ][:_MOST]
    quotes = [(s, speaker) for s in all_statements if (speaker := _speaker(s)) is not None][:_MOST]
    found = [
        *_admissions(paraphrases, quotes),
        *_admitted_words([s for s in all_statements if s.quoted and s.voices][:_MOST], quotes),
        *_same_words_twice(quotes),
        *_opposites(paraphrases, quotes),
    ]
    return tuple(sorted(found, key=lambda finding: finding.span.start))
