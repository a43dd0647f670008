"""Certainty beside the factuality and veridicality items of DNC (Poliak et al., 2018), for measuring only.

    python benchmarks/certainty.py [--misses N] [--json FILE]

DNC asks of an event in a sentence whether it happened ("The launching happened"). What the reading says of it: yes, if
the event stands in a claim that is asserted and is no forecast. Certainty belongs to a claim and not to each verb in it
("He refused to sign" is asserted, and nobody signed), so a second row also looks at the words before the verb. DNC's
hypotheses name the verb only, so of two equal verbs in a sentence the first is taken. Text is untokenised roughly. Half
of DNC's factuality items are mail, reviews and forums, where much is no claim ("Drop by my house"): `inside_claims` are
the items of which the reading has a claim at all.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from factcheck.claims.article import DraftClaim, read_draft
from factcheck.claims.certainty import certainty_of
from factcheck.crosscheck.words import stem, word_classes
from factcheck.domain.values import Certainty, ClaimType

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "nli"
FACTUALITY, VERIDICALITY = "dnc_factuality", "dnc_megaveridicality"
_HYPOTHESIS = re.compile(r"The (?P<event>.+) happened")
_VERIDICAL = re.compile(r"that (?:thing happened|person (?:did|had) that thing) \.")
_CLOSED_UP = (
    (r" (?=[.,;:?!%)])", ""),
    (r"(?<=[($#]) ", ""),
    (r" (?=n['’]t\b|['’](?:s|re|ve|ll|d|m)\b)", ""),
    ("``", '"'),
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[?]")
_UNREAL = frozenset(
    ("will", "would", "can", "could", "may", "might", "should", "must", "shall", "if", "to", "unless", "let", "please")
)
_FORMS = {
    "being": ("is", "are", "was", "were", "be", "been", "am"),
    "having": ("has", "had", "have"),
    "doing": ("did", "does", "do", "done"),
    "going": ("went", "gone", "goes", "go"),
    "getting": ("got", "gets", "get", "gotten"),
    "making": ("made", "makes"),
    "taking": ("took", "taken"),
    "buying": ("bought",),
    "selling": ("sold",),
    "leaving": ("left",),
    "teaching": ("taught",),
    "thinking": ("thought",),
    "seeing": ("saw", "seen"),
}
_LETTERS = 3
_BOUNDARY = re.compile(r"[,;:()]|\b(?:and|but|because|which|who|when|while|although)\b")
_VERB = 12  # characters of the verb and what is joined to it
_REACH = 4  # words before the event that a negation or modal is looked for in


def _items(source: str) -> Iterator[tuple[str, str, bool]]:
    """(sentence, hypothesis, whether it follows), each once."""
    for part in ("train", "dev"):
        with gzip.open(DATA / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["source"] == source:
                    yield row["premise"], row["hypothesis"], row["label"] == "entailment"


def _plain(text: str) -> str:
    for pattern, instead in _CLOSED_UP:
        text = re.sub(pattern, instead, text)
    return text.replace("''", '"').strip()


def _place(text: str, event: str) -> int:
    """Where the event's verb stands in the sentence; -1 if it is not found by its stem or its first letters."""
    verb = event.casefold().split("-")[-1]
    wanted, start = stem(verb), verb.removesuffix("ing")[:_LETTERS]
    words = [(match.group().casefold(), match.start()) for match in _WORD.finditer(text)]
    same = [at for word, at in words if stem(word) == wanted or word in _FORMS.get(verb, ())]
    return next(iter([*same, *(at for word, at in words if word.startswith(start))]), -1)


def _asserted(claims: Sequence[DraftClaim], at: int) -> bool:
    inside = [c for c in claims if at < 0 or c.span.start <= at < c.span.end]
    return any(c.certainty is Certainty.ASSERTED and c.type is not ClaimType.PREDICTION for c in inside)


def _unreal(words: Sequence[str]) -> bool:
    negators = word_classes().negators
    return any(w in _UNREAL or w in negators or w.endswith("n't") for w in words)


def _before(text: str, at: int) -> list[str]:
    return [w.casefold().replace("’", "'") for w in _WORD.findall(text[: max(at, 0)])][-_REACH:]


def _certain_clause(text: str, at: int) -> bool:
    """Whether the words up to the verb, from the last mark or conjunction on, hold no cue of doubt or denial."""
    start = max((m.end() for m in _BOUNDARY.finditer(text, 0, max(at, 0))), default=0)
    words = text[start : at + _VERB if at >= 0 else len(text)]
    return certainty_of(words, words, denying=False, reported=False) is Certainty.ASSERTED


def _figures(gold: Sequence[bool], found: Sequence[bool]) -> dict[str, float]:
    count = Counter(zip(gold, found, strict=True))
    each = [2 * count[x, x] / max(1, 2 * count[x, x] + count[x, not x] + count[not x, x]) for x in (True, False)]
    return {
        "accuracy": round((count[True, True] + count[False, False]) / max(1, len(gold)), 4),
        "macro_f1": round(sum(each) / 2, 4),
        "f1_asserted": round(each[0], 4),
        "f1_not_asserted": round(each[1], 4),
    }


def _kept(answers: Sequence[bool], where: Sequence[bool]) -> list[bool]:
    return [answer for answer, here in zip(answers, where, strict=True) if here]


def _factuality(misses: int) -> tuple[dict[str, object], list[str]]:
    gold: list[bool] = []
    found: dict[str, list[bool]] = defaultdict(list)
    shown: list[str] = []
    inside: list[bool] = []
    lost = 0
    for sentence, hypothesis, follows in _items(FACTUALITY):
        match = _HYPOTHESIS.fullmatch(hypothesis)
        if match is None:
            continue
        text = _plain(sentence)
        at = _place(text, match["event"])
        lost += at < 0
        words = [w.casefold().replace("’", "'") for w in _WORD.findall(text)]
        claims = read_draft(text, english=True).claims
        inside.append(any(at < 0 or c.span.start <= at < c.span.end for c in claims))
        certain = _asserted(claims, at)
        near = _unreal(_before(text, at)) or words[-1:] == ["?"]
        gold.append(follows)
        found["majority"].append(True)
        found["no_negation_or_modal_in_the_sentence"].append(not _unreal(words) and "?" not in words)
        found["no_negation_or_modal_before_the_verb"].append(not near)
        found["certainty_of_the_claim"].append(certain)
        found["certainty_cues_of_the_clause_and_no_negation_or_modal_before_the_verb"].append(
            _certain_clause(text, at) and not near
        )
        found["certainty_and_no_negation_or_modal_before_the_verb"].append(certain and not near)
        if certain != follows and len(shown) < misses:
            shown.append(f"gold {follows}: {match['event']} | {text}")
    figures = {name: _figures(gold, answers) for name, answers in found.items()}
    within = {
        name: _figures(_kept(gold, inside), _kept(answers, inside))
        for name, answers in found.items()
        if name.startswith(("majority", "certainty"))
    }
    return {
        "events": len(gold),
        "happened": round(sum(gold) / len(gold), 4),
        "verb_not_found": lost,
        **figures,
        "inside_claims": {"events": sum(inside), **within},
    }, shown


def _veridicality() -> dict[str, object]:
    gold: list[bool] = []
    found: dict[str, list[bool]] = defaultdict(list)
    for sentence, hypothesis, follows in _items(VERIDICALITY):
        if _VERIDICAL.fullmatch(hypothesis) is None:
            continue
        text = _plain(sentence)
        text = text[0].upper() + text[1:]
        claims = read_draft(text, english=True).claims
        # Somebody's word for it is no more than that: veridical is what the writer vouches for.
        vouched = [c for c in claims if not c.attribution]
        gold.append(follows)
        found["majority"].append(False)
        found["that_clause"].append(" that a particular thing" in text)
        found["certainty_in_the_writers_voice"].append(_asserted(vouched, -1) and not _unreal(text.casefold().split()))
    figures = {name: _figures(gold, answers) for name, answers in found.items()}
    return {"frames": len(gold), "veridical": round(sum(gold) / len(gold), 4), **figures}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not DATA.exists():
        print("DNC is not beside this checkout; nothing measured")
        return 0
    factuality, shown = _factuality(options.misses)
    report = {FACTUALITY: factuality, VERIDICALITY: _veridicality()}
    print(json.dumps(report, indent=1), *shown, sep="\n")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
