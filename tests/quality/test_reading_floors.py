"""Floors of what reading an article gets right. A change that lowers one must say so here.

`cases.json` and `stories/` hold fictional articles written for this test, so their floors hold everywhere; each set of
`stories/` was annotated before the output was looked at. The public story sets lie beside the checkout where there are
any; their floors count only for the very files that they were measured on.
"""

import hashlib
import importlib.util
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from factcheck.app.read_article import read_article
from factcheck.domain.ids import article_id
from factcheck.domain.values import EncodedSentence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STORIES = ROOT / ".." / "shared" / "stories"
PUBLISHED = datetime(2031, 5, 13, 8, tzinfo=UTC)

# Each floor is what was measured on the file with this fingerprint, rounded down to two digits.
OWN_FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["cases"]
SETS_FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["sets"]
RELATED_FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["related"]
STORY_FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["stories"]
CERTAINTIES = ("asserted", "hedged", "unverified", "denied")


def encode(texts):
    return [EncodedSentence(bytes(8), 0.5) for _ in texts]


def f1(right, found, wanted):
    return 2 * right / (found + wanted) if found + wanted else 1.0


def macro_f1(pairs):
    scores = []
    for label in CERTAINTIES:
        right = sum(a == b == label for a, b in pairs)
        scores.append(f1(right, sum(b == label for _, b in pairs), sum(a == label for a, _ in pairs)))
    return sum(scores) / len(scores)


def matched(wanted, found, same):
    """How many of `wanted` have a partner of their own in `found`."""
    left = list(found)
    hits = 0
    for one in wanted:
        partner = next((other for other in left if same(one, other)), None)
        if partner is not None:
            left.remove(partner)
            hits += 1
    return hits


def same_voice(wanted, found):
    source, kind = wanted
    mine, theirs = source.casefold(), found.source.casefold()
    return kind == found.kind.value and (mine in theirs or theirs in mine)


def same_figure(wanted, found):
    value, unit = wanted
    return abs(value - found.value) < 1e-6 and unit.casefold() == found.unit.casefold()


def own_figures():
    count = Counter()
    certainties = []
    for case in json.loads((HERE / "cases.json").read_text("utf-8")):
        text = "\n\n".join(" ".join(row["text"] for row in paragraph) for paragraph in case["paragraphs"])
        reading = read_article(
            article_id=article_id(text, "quality.example"),
            text=text,
            title=case["title"],
            published_at=PUBLISHED,
            language=None,
            encode=encode,
        ).reading
        at = 0
        for row in (row for paragraph in case["paragraphs"] for row in paragraph):
            start = text.index(row["text"], at)
            at = start + len(row["text"])
            claims = [c for c in reading.claims if start <= c.span.start < at]
            gold = "certainty" in row
            count["claim right"] += gold and bool(claims)
            count["claim found"] += bool(claims)
            count["claim wanted"] += gold
            for name, same in (("attribution", same_voice), ("quantities", same_figure)):
                found = [one for claim in claims for one in getattr(claim, name)]
                count[f"{name} right"] += matched(row.get(name, ()), found, same)
                count[f"{name} found"] += len(found)
                count[f"{name} wanted"] += len(row.get(name, ()))
            if gold and claims:
                certainties.append((row["certainty"], claims[0].certainty.value))
        kinds = [finding.kind.value for finding in reading.findings]
        count["finding right"] += matched(case["findings"], kinds, lambda a, b: a == b)
        count["finding found"] += len(kinds)
        count["finding wanted"] += len(case["findings"])
    return {
        **{
            f"{name}_f1": f1(count[f"{name} right"], count[f"{name} found"], count[f"{name} wanted"])
            for name in ("claim", "attribution", "quantities", "finding")
        },
        "certainty_macro_f1": macro_f1(certainties),
        "finding_precision": count["finding right"] / max(1, count["finding found"]),
    }


@pytest.fixture(scope="module")
def own():
    return own_figures()


@pytest.mark.parametrize("name", sorted(OWN_FLOORS["floors"]))
def test_own_cases_stay_above_their_floor(own, name):
    assert own[name] >= OWN_FLOORS["floors"][name]


def test_the_floors_are_those_of_these_cases():
    assert hashlib.sha256((HERE / "cases.json").read_bytes()).hexdigest() == OWN_FLOORS["sha256"]


def fingerprint(files):
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


SCORER = ROOT / ".." / "shared" / "tools" / "score_stories.py"


def scored(files):
    if not SCORER.exists():
        pytest.skip("the public scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("reading_benchmark", ROOT / "benchmarks" / "reading.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.measure(files, encode)[0].result()


@pytest.fixture(scope="module")
def own_sets():
    return scored(sorted((HERE / "stories").glob("*.json")))


@pytest.fixture(scope="module")
def related():
    """Of several outlets each, which contradict one another: their relations are annotated as well."""
    return scored(sorted((HERE / "related").glob("*.json")))


@pytest.fixture(scope="module")
def stories():
    files = sorted(STORIES.glob("*.json"))
    if not files:
        pytest.skip("no story sets beside this checkout")
    if fingerprint(files) != STORY_FLOORS["sha256"]:
        pytest.skip("other story sets than those the floors were measured on")
    return scored(files)


def figure(figures, name):
    part, _, inner = name.partition(".")
    return figures[part][inner] if inner else figures[part]


def test_the_floors_are_those_of_these_sets():
    assert fingerprint(sorted((HERE / "stories").glob("*.json"))) == SETS_FLOORS["sha256"]
    assert fingerprint(sorted((HERE / "related").glob("*.json"))) == RELATED_FLOORS["sha256"]


@pytest.mark.parametrize("name", sorted(SETS_FLOORS["floors"]))
def test_own_sets_stay_above_their_floor(own_sets, name):
    assert figure(own_sets, name) >= SETS_FLOORS["floors"][name]


@pytest.mark.parametrize("name", sorted(RELATED_FLOORS["floors"]))
def test_related_sets_stay_above_their_floor(related, name):
    assert figure(related, name) >= RELATED_FLOORS["floors"][name]


@pytest.mark.parametrize("name", sorted(STORY_FLOORS["floors"]))
def test_story_sets_stay_above_their_floor(stories, name):
    assert figure(stories, name) >= STORY_FLOORS["floors"][name]
