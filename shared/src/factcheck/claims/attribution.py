"""Who says each sentence of an article: explicit reports, and quotations that go on over sentences and paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.claims.cast import Cast, Mention
from factcheck.claims.counted import is_plural
from factcheck.claims.noun_phrases import people, reporting
from factcheck.claims.report_parts import Report
from factcheck.claims.reports import find_reports, sentence_subject
from factcheck.claims.tokens import Token, is_shouted
from factcheck.domain.values import Attribution, SpeechKind
from factcheck.text.quotations import Quotation

_WHOLE = 0.8
_OF_SPEECH = {"i", "we", "you", "my", "our", "your", "me", "us", "well", "yes", "no"}
_LABELS = re.compile(r"^[“\"']?[A-Z][A-Z .'’-]+(?=:)", re.MULTILINE)
_LEAST_CLAUSE = 4
_LONGEST_LABEL = 4
_LONGEST_SOURCE = 14


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known of a sentence's voice. `denying`: one of its cues denies what it reports."""

    attribution: tuple[Attribution, ...]
    reports: tuple[Report, ...]
    denying: bool


def _words(tokens: Sequence[Token]) -> tuple[int, int]:
    """(words, words in quotation marks)."""
    words = [token for token in tokens if token.is_word]
    return len(words), sum(token.quotation >= 0 for token in words)


def _share(tokens: Sequence[Token]) -> float:
    total, quoted = _words(tokens)
    return quoted / total if total else 0.0


def speech_kind(tokens: Sequence[Token], report: Report) -> SpeechKind:
    """Direct if what is reported stands in quotation marks, mixed if part of it does."""
    if tokens[report.cue[0]].quotation >= 0 or tokens[report.cue[0]].lower == "by":
        return SpeechKind.INDIRECT  # cited by the one who is quoted; "was quoted as saying by the daily X"
    if report.trailing:
        before = _share(_up_to_quotation(tokens[: report.start]))
        if before >= _WHOLE:
            return SpeechKind.MIXED if _goes_on_indirectly(tokens[report.end :]) else SpeechKind.DIRECT
        after = tokens[report.end :]
        return SpeechKind.MIXED if before > 0 or _share(after) > 0 else SpeechKind.INDIRECT
    content = list(tokens[report.end :])
    worded = bool(content) and content[0].lower == "that"  # "writes that …, “…”" tells in the writer's words first
    for i, token in enumerate(() if worded else content):
        if token.quotation >= 0:
            cue = tokens[report.cue[0]].lower
            plain = cue in reporting("speech") and cue not in reporting("describing")
            opened = (i == 0 or content[i - 1].text in {":", ","}) and (plain or (i > 0 and content[i - 1].text == ":"))
            if opened and _share(content[i:]) >= _WHOLE:
                return SpeechKind.DIRECT
            break
    share = _share(content)
    if share == 0 and any(token.quotation >= 0 for token in tokens[report.source[1] : report.cue[0]]):
        return SpeechKind.MIXED  # "called it “thin” and said that …"
    # "blamed “a hard core of 80”", "spoke of “a crack”"
    described = tokens[report.cue[0]].lower in reporting("describing") or tokens[report.cue[1] - 1].lower == "of"
    begins = next((token.quotation >= 0 for token in content if token.is_word), False)  # not so: said the pit “is safe”
    return (
        SpeechKind.DIRECT
        if share >= _WHOLE and begins and not described
        else SpeechKind.MIXED
        if share > 0
        else SpeechKind.INDIRECT
    )


def _up_to_quotation(before: Sequence[Token]) -> Sequence[Token]:
    """What stands before source and cue, without words that belong to the source: “…,” one of them, who …, said."""
    last = next((k for k in range(len(before) - 1, -1, -1) if before[k].quotation >= 0), len(before) - 1)
    return before[: last + 1] if len(before) - last <= _LONGEST_SOURCE else before


def _goes_on_indirectly(after: Sequence[Token]) -> bool:
    """Whether “…,” X said goes on with ", adding that …" in the article's words."""
    for i, token in enumerate(after):
        if token.quotation >= 0:
            return False
        if token.lower in reporting("participles"):
            return _share(after[i:]) == 0 and len(after) - i > _LEAST_CLAUSE
    return False


def _is_same(a: Attribution, b: Attribution) -> bool:
    """Whether both name one source, as "Bryony Tasker" and "council leader Bryony Tasker" do."""
    return a.span == b.span or a.source.endswith(b.source) or b.source.endswith(a.source)


def _names_human(tokens: Sequence[Token], report: Report) -> bool:
    """Whether the source is called by what one is or does: "the diplomat", "mayor Ana Ruiz"."""
    known = people("roles", "humans", "titles", "male", "female")
    return any(token.lower in known for token in tokens[slice(*report.source)])


class AttributionReader:
    """Reads who says what, sentence after sentence of one article."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cast = Cast(text)

    def _attribution(self, tokens: Sequence[Token], report: Report, mention: Mention) -> Attribution:
        cue = self._text[tokens[report.cue[0]].start : tokens[report.cue[1] - 1].end]
        source = re.sub(r"\s+", " ", mention.text)
        return Attribution(source, speech_kind(tokens, report), cue, mention.span)

    def _explicit(self, tokens: Sequence[Token], number: int) -> Spoken:
        reports = find_reports(tokens)
        found: list[Attribution] = []
        kept: list[Report] = []
        for report in sorted(reports, key=lambda r: r.start):
            if tokens[report.source[0]].lower in {"he", "she"} and any(_names_human(tokens, r) for r in kept):
                continue  # "…, the diplomat said, though he conceded …": the same voice
            mention = self._own_subject(tokens, report, number) or self._cast.resolve(tokens, report.source, number)
            if mention is None:
                first = tokens[report.source[0]]
                if first.lower in {"it", "they", "them", "their"} or (found and first.lower in {"he", "she"}):
                    continue
                mention = self._cast.unnamed(tokens, report.source, number)
            attribution = self._attribution(tokens, report, mention)
            if all(not _is_same(attribution, other) for other in found):
                found.append(attribution)
                kept.append(report)
        order = sorted(range(len(kept)), key=lambda k: reports.index(kept[k]))
        return Spoken(
            tuple(found[k] for k in order),
            tuple(kept[k] for k in order),
            any(r.denying and not r.inner for r in kept),
        )

    def _own_subject(self, tokens: Sequence[Token], report: Report, number: int) -> Mention | None:
        """In "Astronomers have found water, they reported" the sentence itself says who "they" are."""
        pronoun = tokens[report.source[0]].lower
        if not report.trailing or pronoun not in {"it", "they"}:
            return None
        span = sentence_subject(tokens, report.start)
        if span is None:
            return None
        if any(token.lower in reporting("amounts") for token in tokens[span[0] : span[1]]):
            return None  # "The number of cases will rise, they said"
        head = tokens[span[1] - 1]
        known = people("bodies", "documents")
        if pronoun == "they":
            return self._cast.resolve(tokens, span, number) if is_plural(head.text) else None
        body = any(token.lower in known for token in tokens[span[0] : span[1]]) or (head.is_name and span[0] > 0)
        return self._cast.resolve(tokens, span, number) if body and not is_plural(head.text) else None

    def _label(self, tokens: Sequence[Token], number: int) -> Attribution | None:
        """The speaker of a transcript's line, "POMPEO: We have …"."""
        for k in range(1, min(len(tokens), _LONGEST_LABEL + 1)):
            if tokens[k].text == ":":
                words = tokens[:k]
                shouted = all(t.text.isupper() or t.text == "." for t in words) and len(words[-1].text) > 1
                if (
                    not shouted
                    or any(t.lower in reporting("not_labels") for t in words)
                    or k + _LEAST_CLAUSE > len(tokens)
                ):
                    return None
                addressing = any(token.lower in _OF_SPEECH for token in tokens[k + 1 :])
                if number == 0 and not addressing and len(_LABELS.findall(self._text)) == 1:
                    return None  # “DHARANI: At least 14 …” is where it was written
                if is_shouted(tokens):
                    return None  # "TRUMP: US-CHINA TRADE DEAL …" is a headline
                mention = self._cast.note_source(tokens, (0, k), number)
                return Attribution(mention.text, SpeechKind.DIRECT, ":", mention.span)
            if not tokens[k].is_word:
                return None
        return None

    def _quoted_label(self, tokens: Sequence[Token], number: int) -> Attribution | None:
        """The speaker of “Odile Marchetti: “It will close in May.””: a name, a colon, and nothing but a quotation."""
        k = next((k for k, token in enumerate(tokens[: _LONGEST_LABEL + 1]) if token.text == ":"), 0)
        if not k or k + _LEAST_CLAUSE > len(tokens) or not all(token.quotation >= 0 for token in tokens[k + 1 :]):
            return None
        words = tokens[:k]
        if k == 1 and words[0].lower in people("roles", "bodies", "humans", "groups"):
            mention = self._cast.resolve(tokens, (0, k), number)  # “Minister: ‘We will not pay’”
            return Attribution(mention.text, SpeechKind.DIRECT, ":", mention.span) if mention else None
        if not all(token.is_name for token in words) or any(t.lower in reporting("not_labels") for t in words):
            return None
        mention = self._cast.resolve(tokens, (0, k), number)
        if mention is None or (k == 1 and mention.span.start == tokens[0].start):
            return None  # a lone capitalised word that nobody was called by before: "Background: …"
        return Attribution(mention.text, SpeechKind.DIRECT, ":", mention.span)

    def read(
        self, sentences: Sequence[Sequence[Token]], quotations: Sequence[Quotation], paragraphs: Sequence[int]
    ) -> list[Spoken]:
        """One result per sentence, in order."""
        spoken: list[Spoken] = []
        speakers: dict[int, Attribution] = {}
        labelled: Attribution | None = None
        for number, tokens in enumerate(sentences):
            if not is_shouted(tokens):  # a headline of another page among the text names nobody who goes on speaking
                self._cast.note_names(tokens, number)
                self._cast.note_humans(tokens, number)
            one = self._explicit(tokens, number)
            self._cast.note_body(tokens, number)
            others = [r for r in one.reports if not r.inner and tokens[r.cue[0]].quotation < 0]
            if (number and paragraphs[number] != paragraphs[number - 1]) or others:
                labelled = None
            labelled = self._label(tokens, number) or labelled
            if labelled and all(labelled.span != other.span for other in one.attribution):
                one = Spoken((labelled, *one.attribution), one.reports, one.denying)
            if not one.attribution and (label := self._quoted_label(tokens, number)):
                one = Spoken((label,), one.reports, one.denying)
            spoken.append(one)
            if one.attribution and not (one.reports and one.reports[0].inner):
                for run in {quotations[t.quotation].run for t in tokens if t.quotation >= 0}:
                    speakers.setdefault(run, one.attribution[0])
        return self._continued(spoken, speakers, sentences, quotations, paragraphs)

    @staticmethod
    def _continued(
        spoken: list[Spoken],
        speakers: dict[int, Attribution],
        sentences: Sequence[Sequence[Token]],
        quotations: Sequence[Quotation],
        paragraphs: Sequence[int],
    ) -> list[Spoken]:
        out: list[Spoken] = []
        for number, (one, tokens) in enumerate(zip(spoken, sentences, strict=True)):
            share = _share(tokens)
            labelled = one.attribution and not one.reports
            if share < _WHOLE or labelled or any(not r.inner and tokens[r.cue[0]].quotation < 0 for r in one.reports):
                out.append(one)
                continue
            runs = [quotations[t.quotation].run for t in tokens if t.quotation >= 0]
            speaker = speakers.get(runs[0])
            if speaker is None and number:
                speaker = _carried(out[number - 1], sentences[number - 1])
            if speaker is None and number + 1 < len(spoken) and paragraphs[number + 1] == paragraphs[number]:
                speaker = _introduced(spoken[number + 1], sentences[number + 1])
            if speaker is None:
                out.append(one)
                continue
            speakers.setdefault(runs[0], speaker)
            direct = Attribution(speaker.source, SpeechKind.DIRECT, speaker.cue, speaker.span)
            out.append(Spoken((direct, *one.attribution), one.reports, one.denying))
        return out


def _carried(before: Spoken, tokens: Sequence[Token]) -> Attribution | None:
    """The speaker of the sentence before."""
    return before.attribution[0] if before.attribution and not is_shouted(tokens) else None


def _introduced(after: Spoken, tokens: Sequence[Token]) -> Attribution | None:
    """The speaker that the next sentence names for its own quotation."""
    return after.attribution[0] if after.attribution and _share(tokens) > 0 else None
