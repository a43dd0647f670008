"""Domain values as API.md shows them."""

import json
from dataclasses import replace

from tests.handlers.fakes import ARTICLE_ID, TEXT, job, report

from factcheck.api import examples, models, routes
from factcheck.api.render import headline, job_model, report_json, report_model, scored_sentences_model
from factcheck.domain.values import JobStatus, Provenance, Reading, Sentence, Span, VerdictLabel

FIELDS = {
    "": "id status article summary claims sentences findings loaded_language warnings versions links",
    "article": "title source url published_at received_at language characters words origin copy_of text",
    "summary": "claims checkworthy verdicts findings headline",
    "claims.0": "id text span standalone type checkworthiness certainty attribution quantities dates entities verdict evidence",
    "claims.0.attribution.0": "source kind cue span",
    "claims.1.quantities.0": "text value unit approximate bound low high base span",
    "claims.1.quantities.0.base": "value unit",
    "claims.0.dates.0": "text start end span",
    "claims.0.entities.0": "text kind span",
    "claims.0.verdict": "label confidence supporting refuting decided_by explanation as_of",
    "claims.0.evidence.0": "stance confidence kind text span article_id claim_id origin provenance title source url published_at reason",
    "sentences.0": "span checkworthiness claim_ids",
    "findings.0": "kind in span message related",
    "loaded_language.0": "text span kind",
    "warnings.0": "code detail",
    "versions": "pipeline models",
    "links": "self html claimreview",
}


def at(document, path):
    for part in filter(None, path.split(".")):
        document = document[int(part)] if part.isdigit() else document[part]
    return document


def test_every_part_of_the_report_has_the_contracts_fields_in_their_order():
    shown = json.loads(report_json(report()))
    for path, fields in FIELDS.items():
        assert list(at(shown, path)) == fields.split(), path


def test_the_same_report_is_the_same_bytes():
    assert report_json(report()) == report_json(report())


def test_every_span_slices_the_text():
    for claim in report_model(report()).claims:
        assert TEXT[claim.span.start : claim.span.end] == claim.text
        for part in (*claim.quantities, *claim.dates, *claim.entities):
            assert TEXT[part.span.start : part.span.end] == part.text


def test_scores_have_three_decimals():
    shown = report_model(report())
    assert shown.claims[0].checkworthiness == 0.714
    assert shown.claims[0].verdict.confidence == 0.812
    assert shown.claims[0].evidence[0].confidence == 0.901
    assert shown.sentences[0].checkworthiness == 0.714


def test_claims_are_named_under_the_sentence_they_stand_in():
    shown = report_model(report())
    assert [s.claim_ids for s in shown.sentences] == [[c.id] for c in shown.claims]


def test_a_claim_that_runs_over_two_sentences_is_named_under_both():
    given = report()
    first, second, _ = given.reading.sentences
    whole = replace(given.claims[0].claim, span=Span(first.span.start, second.span.end))
    claims = (replace(given.claims[0], claim=whole), *given.claims[1:])
    shown = report_model(replace(given, claims=claims))
    assert [len(s.claim_ids) for s in shown.sentences] == [1, 2, 1]


def test_the_summary_counts():
    summary = report_model(report()).summary
    assert (summary.claims, summary.checkworthy, summary.findings) == (3, 2, 1)
    assert summary.verdicts == {"Supported": 1, "Refuted": 0, "Conflicting Evidence": 1, "Not Enough Evidence": 1}
    assert summary.headline == (
        "3 claims, 2 worth checking: 1 supported by other sources, 1 with conflicting evidence; "
        "1 problem inside the article itself."
    )


def test_the_headline_is_a_sentence_whatever_the_counts():
    none = dict.fromkeys(VerdictLabel, 0)
    assert headline(0, 0, none, 0) == "No factual claim was found."
    assert headline(0, 0, none, 2) == "No factual claim was found; 2 problems inside the article itself."
    assert headline(1, 0, none, 0) == (
        "1 claim, none of them worth checking: no other source in the store speaks about it."
    )


def test_an_article_without_claims_has_a_report():
    bare = replace(report(), claims=(), reading=Reading((), ()), notices=())
    shown = report_model(bare)
    assert shown.claims == shown.sentences == shown.findings == []


def test_only_a_fetched_article_carries_its_text():
    assert report_model(report()).article.text is None
    assert report_model(report(Provenance.FETCHED)).article.text == TEXT


def test_what_is_not_stored_links_nowhere():
    assert report_model(report()).links.own == f"/v1/articles/{ARTICLE_ID}"
    assert report_model(report(), stored=False).links.own is None


def test_a_job_has_the_contracts_fields():
    shown = json.loads(job_model(job(status=JobStatus.RUNNING, stage="analyze", done=1, total=3)).model_dump_json())
    assert {"id", "status", "article_id", "progress", "links"} <= set(shown)
    assert shown["progress"] == {"stage": "analyze", "done": 1, "total": 3}


def test_sentences_are_quoted_by_code_points():
    text = "🙈 rains. It pours."
    shown = scored_sentences_model(text, (Sentence(Span(0, 8), 0.1), Sentence(Span(9, 18), 0.2)))
    assert [s.text for s in shown.sentences] == ["🙈 rains.", "It pours."]


def test_the_examples_of_the_description_are_true_to_the_models():
    for (name, status), example in examples.ANSWERS.items():
        model = getattr(models, routes.operation(name).answers[status].model)
        assert (
            json.loads(model.model_validate(example, by_alias=True).model_dump_json(exclude_unset=True)) == example
        ), name
    for name, given in examples.REQUESTS.items():
        model = {
            "submit_article": models.SubmitArticleModel,
            "check_claim": models.CheckClaimModel,
            "submit_articles": models.SubmitArticlesModel,
            "take_feedback": models.FeedbackModel,
            "import_factchecks": models.ClaimReviewFeedModel,
            "score_sentences": models.ScoreSentencesModel,
        }[name]
        for example in given.values():
            model.model_validate(example["value"])
