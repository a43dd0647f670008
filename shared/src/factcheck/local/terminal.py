"""A report as a journalist reads it: the summary, what is wrong inside the article, then its claims in order."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from factcheck.domain.plurals import plural

Json: TypeAlias = Mapping[str, Any]

WIDEST = 100
"""Columns; longer lines are hard to read however wide the window is."""

_VERDICT_STYLE = {
    "Supported": "bold white on green4",
    "Refuted": "bold white on red3",
    "Conflicting Evidence": "bold black on yellow3",
    "Not Enough Evidence": "dim",
}
_STANCE = {"supports": ("+", "green"), "refutes": ("-", "red")}
_CERTAINTY = {"hedged": "hedged", "unverified": "said to be unverified", "denied": "denied"}
_SPEECH = {"direct": "in quotation marks", "mixed": "partly in quotation marks"}
_FINDINGS = {
    "headline_unsupported": "headline",
    "arithmetic_mismatch": "arithmetic",
    "attribution_mismatch": "attribution",
    "internal_contradiction": "contradiction",
}
_NARROWEST = 20
_BREAKS = frozenset("\r\n\t\v\f\u0085\u2028\u2029")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class ReportPrinter:
    """Prints reports to `console`, which decides on width and colour."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, WIDEST)

    def print(self, report: Json, text: str, *, titles: Mapping[str, str] | None = None) -> None:
        """One report (as the API gives it) of the article `text`.

        Args:
            report: the decoded JSON.
            text: what was submitted; the report's spans index it.
            titles: what to call other articles, by id.
        """
        self._heading(report["article"], report["id"], titles or {})
        self._summary(report)
        self._findings(report, text)
        self._claims(report, text)
        self._loaded(report)
        self._warnings(report)

    def _line(self, *parts: str | tuple[str, str] | Text, indent: int = 0, mark: str | None = None) -> None:
        """Print wrapped text; `mark` stands in the margin of its first line."""
        shown = Text.assemble(*(part if isinstance(part, Text) else _styled(part) for part in parts))
        lines = shown.wrap(self._console, max(self._width - indent, _NARROWEST))
        for number, line in enumerate(lines):
            line.rstrip()
            margin = (mark if number == 0 and mark else "").rjust(indent)
            whole = Text.assemble((margin, "bold cyan"), line)
            self._console.print(whole, no_wrap=True, overflow="ignore", crop=False)

    def _gap(self) -> None:
        self._console.print()

    def _section(self, name: str) -> None:
        self._gap()
        self._line((name.upper(), "bold cyan"))

    def _heading(self, article: Json, article_id: str, titles: Mapping[str, str]) -> None:
        self._gap()
        self._console.print(Rule(style="cyan"), width=self._width)
        self._line((article["title"] or "(no title)", "bold"))
        facts = [
            article["source"],
            _day(article.get("published_at")),
            f"{article['words']:,} words",
            None if article.get("language") in {None, "en"} else f"language {article['language']}",
        ]
        self._line((" · ".join(fact for fact in facts if fact), "cyan"))
        if article.get("url"):
            self._line((article["url"], "underline"))
        self._line((article_id, "dim"))
        if article.get("copy_of"):
            original = titles.get(article["copy_of"], article["copy_of"])
            self._line(
                ("Copy: ", "bold yellow"),
                f"nearly the same text as {original}. It counts as one source with it, not as a second.",
            )

    def _summary(self, report: Json) -> None:
        summary = report["summary"]
        self._gap()
        self._line((summary["headline"], "bold"))
        counts = [f"{count} {label}" for label, count in summary["verdicts"].items() if count]
        counts.append(f"{_count(summary['findings'], 'finding')} inside the article")
        self._line(" · ".join(counts))

    def _findings(self, report: Json, text: str) -> None:
        if not report["findings"]:
            return
        self._section("Inside the article")
        for finding in report["findings"]:
            place = (report["article"]["title"] or "") if finding["in"] == "title" else text
            kind = _FINDINGS.get(finding["kind"], finding["kind"].replace("_", " "))
            self._line((f"{kind}: ", "bold yellow"), finding["message"], indent=3, mark=" ! ")
            self._line((f"“{_one_line(_covered(place, finding['span']))}”", "italic"), indent=3)

    def _claims(self, report: Json, text: str) -> None:
        self._section("Claims")
        if not report["claims"]:
            self._line("No factual claim was found in this text.", indent=1)
            return
        margin = len(str(len(report["claims"]))) + 2
        for number, claim in enumerate(report["claims"], 1):
            self._gap()
            self._line(self._in_place(claim, report["sentences"], text), indent=margin, mark=f"{number} ")
            self._claim_details(claim, margin)

    def _in_place(self, claim: Json, sentences: Sequence[Json], text: str) -> Text:
        """The sentence that the claim stands in, with the claim's own words set off."""
        start, end = claim["span"]["start"], claim["span"]["end"]
        around = [
            s["span"] for s in sentences if s["span"]["start"] < end and start < s["span"]["end"]
        ] or [claim["span"]]  # fmt: skip
        first, last = min(start, around[0]["start"]), max(end, around[-1]["end"])
        return Text.assemble(
            (_flat(text[first:start]).lstrip(), "dim"),
            (_flat(text[start:end]), "bold"),
            (_flat(text[end:last]).rstrip(), "dim"),
        )

    def _claim_details(self, claim: Json, margin: int) -> None:
        details = [_voice(claim["attribution"])]
        certainty = _CERTAINTY.get(claim["certainty"])
        if certainty:
            details.append(certainty)
        worth = claim["checkworthiness"]
        details.append(f"{'worth checking' if worth >= 0.5 else 'minor'} ({worth:.2f})")  # noqa: PLR2004 - API.md's line
        details.extend(_quantity(quantity) for quantity in claim["quantities"])
        details.extend(_date(mention) for mention in claim["dates"])
        verdict = claim["verdict"]
        undecided = verdict["label"] == "Not Enough Evidence" and not claim["evidence"]
        self._line((" · ".join(details), "cyan"), (f" · {verdict['label']}" if undecided else "", "dim"), indent=margin)
        if claim["standalone"] and _flat(claim["standalone"]) != _flat(claim["text"]):
            self._line(("= ", "dim"), (claim["standalone"], "dim italic"), indent=margin)
        if not undecided:
            self._verdict(verdict, claim["evidence"], margin)

    def _verdict(self, verdict: Json, evidence: Sequence[Json], margin: int) -> None:
        label = verdict["label"]
        chip = f" {label} " if self._console.color_system else f"[{label}]"
        self._line(
            (chip, _VERDICT_STYLE.get(label, "bold")),
            f" {verdict['confidence']:.0%} sure. ",
            verdict["explanation"],
            indent=margin,
        )
        for piece in evidence:
            sign, style = _STANCE.get(piece["stance"], ("?", ""))
            where = " · ".join(part for part in (piece["source"], _day(piece["published_at"])) if part)
            told = piece["reason"] and piece["reason"] not in verdict["explanation"]
            self._line(
                (f"{sign} {piece['stance']} ", f"bold {style}"),
                (where or piece["kind"], "bold"),
                (f"  {piece['reason']}" if told else ""),
                indent=margin + 1,
            )
            self._line((f"“{_one_line(piece['text'])}”", "italic"), indent=margin + 3)

    def _loaded(self, report: Json) -> None:
        if report["loaded_language"]:
            self._section("Loaded language")
            words = dict.fromkeys(word["text"] for word in report["loaded_language"])
            self._line(", ".join(f"“{word}”" for word in words), indent=1)

    def _warnings(self, report: Json) -> None:
        if report["warnings"]:
            self._section("Please note")
            for warning in report["warnings"]:
                self._line(warning["detail"], indent=3, mark="• ")


def _voice(attribution: Sequence[Json]) -> str:
    if not attribution:
        return "in the article's own voice"
    chain = ", quoting ".join(entry["source"] for entry in attribution)
    speech = _SPEECH.get(attribution[-1]["kind"])
    return f"says {chain}" + (f", {speech}" if speech else "")


def _quantity(quantity: Json) -> str:
    bound = {"about": "about ", "at_least": "at least ", "at_most": "at most "}.get(quantity["bound"], "")
    value = _number(quantity["value"])
    if quantity["bound"] == "range" and quantity["low"] is not None and quantity["high"] is not None:
        value = f"{_number(quantity['low'])} to {_number(quantity['high'])}"
    # Measures and money come in the singular, what is counted as English writes it.
    unit = plural(quantity["unit"]) if quantity.get("base") is not None and value != "1" else quantity["unit"]
    return f"[{bound}{value}{' ' if unit else ''}{unit}]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


def _date(mention: Json) -> str:
    first, last = mention["start"], mention["end"]
    return f"[{first}]" if first == last else f"[{first} to {last}]"


def _day(moment: str | None) -> str | None:
    if not moment:
        return None
    at = datetime.fromisoformat(moment)
    return f"{at.day} {at:%B %Y}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _covered(text: str, span: Mapping[str, int]) -> str:
    return text[span["start"] : span["end"]]


def _styled(part: str | tuple[str, str]) -> Text:
    text, style = (part, "") if isinstance(part, str) else part
    return Text(_flat(text), style)


def _flat(text: str) -> str:
    """The words on one line, without what would steer the terminal; blanks at the ends stay, they part the pieces."""
    return "".join(" " if character in _BREAKS else _visible(character) for character in text)


def _one_line(text: str) -> str:
    return " ".join(_flat(text).split())


def _visible(character: str) -> str:
    steers = unicodedata.category(character) in {"Cc", "Cs"} or character in _BIDI
    return "\ufffd" if steers else character


def print_reports(console: Console, reports: Iterable[tuple[Json, str]]) -> None:
    """Several reports, the later ones naming the earlier by their titles."""
    shown = list(reports)
    titles = {
        report["id"]: f"“{report['article']['title'] or report['id']}” ({report['article']['source']})"
        for report, _ in shown
    }
    printer = ReportPrinter(console)
    for report, text in shown:
        printer.print(report, text, titles=titles)
