"""The table of `voices.txt`: source, cue and kind in many registers, and sentences in which nobody speaks."""

from pathlib import Path

import pytest

from factcheck.claims.article import read_draft

_LINES = (Path(__file__).parent / "voices.txt").read_text("utf-8").splitlines()
_READ = _LINES[: _LINES.index("# not read yet")]
ROWS = [tuple(part.strip() for part in line.split("|", 3)) for line in _READ if line and not line.startswith("#")]


def voices_of_last_sentence(text: str) -> list[tuple[str, str, str]]:
    claims = read_draft(text, english=True).claims
    last = max((claim.sentence for claim in claims), default=-1)
    found = [(a.kind.value, a.source, a.cue) for c in claims if c.sentence == last for a in c.attribution]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("kind", "source", "cue", "text"), ROWS, ids=lambda part: part[:60])
def test_source_cue_and_kind_are_read(kind, source, cue, text):
    assert voices_of_last_sentence(text) == ([] if kind == "none" else [(kind, source, cue)])
