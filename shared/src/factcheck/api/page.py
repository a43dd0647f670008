"""The report as a page: self-contained, without scripts, readable on a phone and in the dark."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from factcheck.api.models import ClaimModel, FindingModel, SpanModel
from factcheck.api.render import CHECKWORTHY, article_path, report_model
from factcheck.api.routes import HTML
from factcheck.domain.values import Report, VerdictLabel

_SLUGS = {
    VerdictLabel.SUPPORTED: "supported",
    VerdictLabel.REFUTED: "refuted",
    VerdictLabel.CONFLICTING: "conflicting",
    VerdictLabel.NOT_ENOUGH: "open",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the article's text; `claim` is the number (from 1) of the claim it belongs to."""

    text: str
    claim: int | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class NumberedClaim:
    """A claim with its number in the text and the name of its colour."""

    number: int
    slug: str
    worth: bool
    model: ClaimModel


def page_answer(report: Report) -> Response[str]:
    """The page as an HTTP answer."""
    body, policy = render_page(report)
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return Response(200, f"{HTML}; charset=utf-8", body, headers)


def render_page(report: Report) -> tuple[str, str]:
    """The page, and the Content-Security-Policy under which it works: its own style sheet and nothing else."""
    model = report_model(report)
    claims = [
        NumberedClaim(number, _SLUGS[c.verdict.label], c.checkworthiness >= CHECKWORTHY, c)
        for number, c in enumerate(sorted(model.claims, key=lambda c: (c.span.start, c.span.end)), 1)
    ]
    style = _style()
    body = _template().render(
        report=model,
        claims=claims,
        paragraphs=list(paragraphs(report.article.text, claims)),
        counts=[(_SLUGS[label], label.value, model.summary.verdicts[label]) for label in VerdictLabel],
        findings=[(f, _quoted(f, f.span, report), [_quoted(f, r, report) for r in f.related]) for f in model.findings],
        style=style,
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return body, policy


def paragraphs(text: str, claims: list[NumberedClaim]) -> Iterator[list[Piece]]:
    """The text in paragraphs, each a row of pieces; where claims overlap, the first to start keeps the words."""
    line: list[Piece] = []
    for piece in _pieces(text, claims):
        first, *rest = piece.text.split("\n")
        line += _kept(first, piece)
        for part in rest:
            if line:
                yield line
            line = _kept(part, piece)
    if line:
        yield line


def _kept(part: str, piece: Piece) -> list[Piece]:
    return [Piece(part, piece.claim, piece.slug)] if part.strip("\r") else []


def _pieces(text: str, claims: list[NumberedClaim]) -> Iterator[Piece]:
    at = 0
    for claim in claims:
        start, end = max(claim.model.span.start, at), claim.model.span.end
        if end <= start:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], claim.number, claim.slug)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _quoted(finding: FindingModel, span: SpanModel, report: Report) -> str:
    of = (report.article.header.title or "") if finding.place == "title" else report.article.text
    return of[span.start : span.end]


def _web_link(url: str | None) -> str | None:
    """`url` if a browser may be sent there: nothing but http and https."""
    return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None


def _percent(score: float) -> str:
    return f"{score * 100:.0f} %"


@cache
def _style() -> str:
    return (files("factcheck.api") / "templates" / "report.css").read_text("utf-8")


@cache
def _template() -> Template:
    def load(name: str) -> str:
        return (files("factcheck.api") / "templates" / name).read_text("utf-8")

    environment = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"web_link": _web_link, "percent": _percent, "report_path": article_path}
    return environment.get_template("report.html")
