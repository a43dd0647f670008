"""The claim readable on its own: a pronoun as its subject gives way to the name, where the article leaves no doubt."""

import re
from collections.abc import Sequence

from factcheck.claims.reports import Report
from factcheck.claims.tokens import Token
from factcheck.domain.values import Attribution

_PRONOUNS = {"he", "she"}


def standalone(
    claim: str, tokens: Sequence[Token], reports: Sequence[Report], attribution: Sequence[Attribution]
) -> str:
    """`claim` with a leading "He" or "She" that speaks replaced by the speaker's name; else as it is."""
    text = re.sub(r"\s+", " ", claim).strip()
    if not reports or not attribution:
        return text
    for report, spoken in zip(reports, attribution, strict=False):
        first = tokens[report.source[0]]
        if report.source[0] == 0 and first.lower in _PRONOUNS and text.startswith(first.text):
            return spoken.source[:1].upper() + spoken.source[1:] + text[len(first.text) :]
    return text
