"""Values to store: a plain article, and hypothesis strategies for odd ones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from factcheck.domain import ids
from factcheck.domain import values as v

NOON = datetime(2031, 3, 2, 12, tzinfo=UTC)
VERSIONS = {"pipeline": "0.1.0", "encoder": "enc-1"}

SENTENCES = (
    "The dam at Ostvik held 40 million cubic metres of water on Monday.",
    "Mayor Ilse Brandt said 1,200 people had left the valley.",
    "Engineers fear the spillway may fail, “within days, not weeks”, Brandt said.",
    "The plant was built in 1974 – and costs €3.5 million a year to run.",
)
TEXT = " ".join(SENTENCES)


def article(text: str = TEXT, source: str = "valley-post.example", **fields: object) -> v.Article:
    given = {
        "id": ids.article_id(text, source),
        "source": source,
        "received_at": NOON,
        "title": "Dam holds – for now",
        "published_at": NOON - timedelta(hours=3),
        "language": "en",
        "characters": len(text),
        "words": len(text.split()),
    }
    return v.Article(v.ArticleHeader(**(given | fields)), text)


def claim(of: v.Article, start: int, end: int, **fields: object) -> v.Claim:
    words = of.text[start:end]
    given = {
        "id": ids.claim_id(of.header.id, start),
        "text": words,
        "span": v.Span(start, end),
        "standalone": words.replace("The dam", "The Ostvik dam"),
        "type": v.ClaimType.QUANTITY,
        "checkworthiness": 0.731,
        "certainty": v.Certainty.ASSERTED,
        "attribution": (v.Attribution("Mayor Ilse Brandt", v.SpeechKind.INDIRECT, "said", v.Span(0, 5)),),
        "quantities": (
            v.Quantity(
                "40 million cubic metres",
                40_000_000.0,
                "cubic metre",
                approximate=False,
                bound=v.Bound.EXACT,
                low=None,
                high=None,
                base=v.BaseQuantity(4e7, "cubic metre"),
                span=v.Span(0, 5),
            ),
        ),
        "dates": (v.DateMention("on Monday", date(2031, 2, 24), date(2031, 2, 24), v.Span(0, 3)),),
        "entities": (v.Entity("Ostvik", "place", v.Span(0, 5)),),
    }
    return v.Claim(**(given | fields))


def reading(of: v.Article) -> v.Reading:
    """One claim a sentence."""
    spans, start = [], 0
    for sentence in SENTENCES:
        start = of.text.index(sentence, start)
        spans.append(v.Span(start, start + len(sentence)))
    return v.Reading(
        sentences=tuple(v.Sentence(span, 0.5) for span in spans),
        claims=tuple(claim(of, span.start, span.end) for span in spans),
        findings=(
            v.Finding(v.FindingKind.ARITHMETIC_MISMATCH, "text", v.Span(0, 4), "1 of 2 is 50 %", (v.Span(5, 6),)),
        ),
        loaded_language=(v.LoadedWord("fear", v.Span(3, 7), "own"),),
        warnings=(v.Notice("slow_source", "One outside source did not answer."),),
    )


def verdict(label: v.VerdictLabel = v.VerdictLabel.NOT_ENOUGH, **fields: object) -> v.Verdict:
    given = {
        "label": label,
        "confidence": 0.81,
        "supporting": 0,
        "refuting": 0,
        "decided_by": "sources",
        "explanation": "Nobody else reports it.",
        "as_of": NOON,
    }
    return v.Verdict(**(given | fields))


def sheet(of: v.Reading, version: int = 1, label: v.VerdictLabel = v.VerdictLabel.NOT_ENOUGH) -> v.VerdictSheet:
    evidence = () if label is v.VerdictLabel.NOT_ENOUGH else (v.EvidenceRef("clm_x_1", "org_x"),)
    return v.VerdictSheet(version, {claim.id: v.StoredVerdict(verdict(label), evidence) for claim in of.claims})


def change(claim_id: str, version: int, before: v.VerdictLabel, after: v.VerdictLabel) -> v.VerdictChange:
    return v.VerdictChange(claim_id, verdict(before), verdict(after), "art_" + "c" * 26, version)


def lone(of: v.Article) -> v.Origin:
    return v.Origin(ids.origin_id(of.header.id), None, (of.header.source,))


def edge_group(at: v.Article, other: v.Article, *, copy: bool = False, edges: int = 1) -> v.EdgeGroup:
    relation = v.Relation(v.Stance.REFUTES, 0.9, 0.77, "40 million against 20 million")
    return v.EdgeGroup(
        at.header.id,
        other.header,
        tuple(
            v.Edge(
                ids.claim_id(at.header.id, i),
                ids.claim_id(other.header.id, i),
                v.Span(i, i + 9),
                f"Quote {i}",
                relation,
            )
            for i in range(edges)
        ),
        copy,
    )


def vector(seed: int) -> bytes:
    return bytes((seed * 31 + i * 7) % 256 for i in range(384))


def entry(of: v.Article, cells: tuple[int, ...] = (3, 17, 4095), seed: int = 1, **header: object) -> v.IndexEntry:
    head = replace(of.header, **header)
    return v.IndexEntry(
        head,
        vector(seed),
        cells,
        tuple(range(5, 133)),
        tuple(v.IndexedClaim(c, vector(seed + i)) for i, c in enumerate(reading(of).claims)),
        tuple(vector(seed + cell)[:96] for cell in cells),
    )


def job(name: str = "one", **fields: object) -> v.Job:
    given = {
        "id": ids.job_id(name),
        "status": v.JobStatus.QUEUED,
        "created_at": NOON,
        "expires_at": NOON + timedelta(days=7),
        "owner": None,
        "article_id": None,
    }
    return v.Job(**(given | fields))


# Strategies: every field takes anything its type allows. Lone surrogates are no text: the API refuses them.

times = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
scores = st.floats(0, 1)
numbers = st.floats(allow_nan=False)
words = st.text(max_size=30)
spans = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda pair: v.Span(min(pair), max(pair)))
keys = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26)
articles_ids = keys.map("art_{}".format)


def tuples(of: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(of, max_size=most).map(tuple)


headers = st.builds(
    v.ArticleHeader,
    id=articles_ids,
    source=words,
    received_at=times,
    title=st.none() | words,
    url=st.none() | words,
    published_at=st.none() | times,
    language=st.none() | words,
    characters=st.integers(0, 10**6),
    words=st.integers(0, 10**6),
    provenance=st.sampled_from(v.Provenance),
    owner=st.none() | words,
)
attributions = st.builds(v.Attribution, source=words, kind=st.sampled_from(v.SpeechKind), cue=words, span=spans)
bases = st.builds(v.BaseQuantity, value=numbers, unit=words)
quantities = st.builds(
    v.Quantity,
    text=words,
    value=numbers,
    unit=words,
    approximate=st.booleans(),
    bound=st.sampled_from(v.Bound),
    low=st.none() | numbers,
    high=st.none() | numbers,
    base=st.none() | bases,
    span=spans,
)
dates = st.builds(v.DateMention, text=words, start=st.dates(), end=st.dates(), span=spans)
entities = st.builds(v.Entity, text=words, kind=words, span=spans)
claims = st.builds(
    v.Claim,
    id=words,
    text=words,
    span=spans,
    standalone=words,
    type=st.sampled_from(v.ClaimType),
    checkworthiness=scores,
    certainty=st.sampled_from(v.Certainty),
    attribution=tuples(attributions),
    quantities=tuples(quantities),
    dates=tuples(dates),
    entities=tuples(entities),
)
findings = st.builds(
    v.Finding, kind=st.sampled_from(v.FindingKind), place=words, span=spans, message=words, related=tuples(spans)
)
readings = st.builds(
    v.Reading,
    sentences=tuples(st.builds(v.Sentence, span=spans, checkworthiness=scores)),
    claims=tuples(claims),
    findings=tuples(findings),
    loaded_language=tuples(st.builds(v.LoadedWord, text=words, span=spans, kind=words)),
    warnings=tuples(st.builds(v.Notice, code=words, detail=words)),
)
articles = st.builds(v.Article, header=headers, text=st.text(max_size=400))
relations = st.builds(v.Relation, stance=st.sampled_from(v.Stance), confidence=scores, similarity=numbers, reason=words)
edges = st.builds(v.Edge, claim_id=words, other_claim_id=words, other_span=spans, other_text=words, relation=relations)
verdicts = st.builds(
    v.Verdict,
    label=st.sampled_from(v.VerdictLabel),
    confidence=scores,
    supporting=st.integers(0, 99),
    refuting=st.integers(0, 99),
    decided_by=words,
    explanation=words,
    as_of=times,
)
stored_verdicts = st.builds(
    v.StoredVerdict, verdict=verdicts, evidence=tuples(st.builds(v.EvidenceRef, other_claim_id=words, origin=words))
)
origins = st.builds(v.Origin, id=words, copy_of=st.none() | articles_ids, outlets=tuples(words))
entries = st.builds(
    v.IndexEntry,
    header=headers,
    vector=st.binary(max_size=8),
    cells=tuples(st.integers(0, 4095)),
    sketch=tuples(st.integers(0, 2**64), most=6),
    claims=tuples(st.builds(v.IndexedClaim, claim=claims, vector=st.binary(max_size=8))),
)
submissions = st.builds(
    v.Submission,
    text=st.none() | st.text(max_size=400),
    title=st.none() | words,
    url=st.none() | words,
    source=st.none() | words,
    published_at=st.none() | times,
    language=st.none() | words,
    store=st.booleans(),
    evidence=tuples(
        st.builds(
            v.ProvidedEvidence,
            text=words,
            title=st.none() | words,
            url=st.none() | words,
            source=st.none() | words,
            published_at=st.none() | times,
        )
    ),
    callback_url=st.none() | words,
    owner=st.none() | words,
    fetched=st.booleans(),
)
