import pytest

from factcheck.claims.article import read_draft
from factcheck.domain.values import Certainty, ClaimType


def claims(text: str):
    return read_draft(text, english=True).claims


@pytest.mark.parametrize(
    "text",
    [
        "Who paid for the bridge?",
        "“Who paid for it?”",
        "Leave a Reply",
        "Let us hope for the best.",
        "What a week!",
        "His account could not be independently verified.",
        "The paper could not verify the footage.",
        "None of the claims has been independently confirmed.",
        "Phew.",
        "👀",
        "“Not tomorrow, today,” she wrote on X.",
        "“You have voted for a government that listens,” she said.",
        "“I would rather have a closed pool than an unsafe one,” the mayor told reporters.",
        "Villagers paint a different picture.",
        "Sleep well, Ana and Tom.",
        "Lock them up and throw away the key!",
        "Anyone with symptoms should call 555-0190.",
        "Not everybody is unhappy.",
        "Get breaking news alerts and special reports.",
        "The news and stories that matter, delivered weekday mornings.",
        "Who fired first is impossible to say.",
        "But the timing is telling.",
        "If you find these notes useful, buy me a coffee.",
        "Anyone with information is asked to call the police on 555-0147.",
        "Neither side’s figures could be checked independently.",
        "Orm Valley Radio has not seen the emails.",
        "If you own one, don't wait for the letter.",
        "To call this a defeat, as his rivals do, is absurd.",
        "I would not bet on a truce this year.",
        "That is the question to which investigators keep returning.",
        "Prices delayed by 15 minutes.",
        "Bring flares.",
        "(Getty Images photo)",
        "“It’s very disappointing.”",
    ],
)
def test_questions_wishes_furniture_and_doubts_are_no_claims(text):
    assert claims(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The rain stopped at noon.",
        "Turnout: 58.9%.",
        "The ministry has not commented.",
        "Dorvan says it strikes only depots.",
        "The two sides will sign a deal on 15 January – which has yet to be confirmed by Velm.",
    ],
)
def test_assertions_are_claims_whole(text):
    (claim,) = claims(text)
    assert claim.span.of(text) == text


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The bridge was closed.", Certainty.ASSERTED),
        ("The bridge may be closed next week.", Certainty.HEDGED),
        ("The bridge is believed to be unsafe.", Certainty.HEDGED),
        ("The video appears to show two boats.", Certainty.HEDGED),
        ("It is not yet clear who paid.", Certainty.HEDGED),
        ("The army denied that any unit had left.", Certainty.DENIED),
        ("Ms Orr dismissed the reports as nonsense.", Certainty.DENIED),
        ("A spokesman branded the story “pure fiction”.", Certainty.DENIED),
        ("The captain is not suspected of any crime.", Certainty.ASSERTED),
        ("The guard was bribed, it is claimed.", Certainty.HEDGED),
        ("His lawyer said that his client denied the charge.", Certainty.DENIED),
        ("There were perhaps 80 people on the quay.", Certainty.ASSERTED),
        ("The firm does not dispute that it got the letters.", Certainty.ASSERTED),
        ("The museum neither confirmed nor denied the report.", Certainty.ASSERTED),
        ("She said that the figure was incorrect.", Certainty.DENIED),
        ("The suspects were taken to court.", Certainty.ASSERTED),
        ("Hospitals are supposed to hold stocks for 60 days.", Certainty.ASSERTED),
        ("The man appeared before magistrates on Monday.", Certainty.ASSERTED),
        ("Asked if the ward might close, the director said that it was full.", Certainty.ASSERTED),
        ("Unconfirmed reports speak of two dead.", Certainty.UNVERIFIED),
        ("They met in May and could not agree.", Certainty.ASSERTED),
        ("She said that the bank would open on Monday.", Certainty.ASSERTED),
        ("The vial is kept cold, which could limit its use.", Certainty.ASSERTED),
        ("Theresa May left the party after the vote in May.", Certainty.ASSERTED),
        ("The party has become angry at being\ndenied the prime minister's job.", Certainty.ASSERTED),
    ],
)
def test_certainty_follows_the_scope_of_its_cue(text, certainty):
    (claim,) = claims(text)
    assert claim.certainty is certainty


def test_a_doubt_reaches_back_to_what_the_same_voice_said():
    text = (
        "The road was open on Monday. Tom Holt claimed that units had fled. He said two tanks were left behind. "
        "His account could not be independently verified."
    )
    assert [c.certainty for c in claims(text)] == [Certainty.ASSERTED, Certainty.UNVERIFIED, Certainty.UNVERIFIED]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The flood killed 12 people.", ClaimType.QUANTITY),
        ("Results will be announced on Monday.", ClaimType.PREDICTION),
        ("Insurers must cover every home.", ClaimType.RULE),
        ("Under state law the vote is secret.", ClaimType.RULE),
        ("They built the bridge in three years.", ClaimType.OTHER),
        ("It took seven months to replace the cables.", ClaimType.QUANTITY),
        ("The queue was two kilometres long.", ClaimType.QUANTITY),
        ("The fire broke out when a lamp fell over.", ClaimType.CAUSATION),
        ("The deal needs the approval of regulators.", ClaimType.RULE),
        ("The museum reopens on Tuesday.", ClaimType.PREDICTION),
        ("The delay was caused by fog.", ClaimType.CAUSATION),
        ("“I saw the wave from my kitchen,” said Kay Bros.", ClaimType.PERSONAL_EXPERIENCE),
        ("The study was paid for by a charity.", ClaimType.OTHER),
    ],
)
def test_the_type_is_what_checking_would_take(text, kind):
    (claim,) = claims(text)
    assert claim.type is kind


def test_a_claim_by_a_pronoun_is_readable_alone():
    _, second = claims("Spokeswoman Irena Halvas said the road was open. She said no car was lost.")
    assert second.standalone == "Spokeswoman Irena Halvas said no car was lost."


def test_a_claim_without_a_sure_subject_stays_as_it_is():
    (claim,) = claims("She said no car was lost.")
    assert claim.standalone == "She said no car was lost."


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("A poll suggests that the Greens would win 14 seats.", Certainty.HEDGED),
        ("His lawyer said he was too ill to appear.", Certainty.ASSERTED),
        (
            "Soldiers posted a video that shows a burning depot. The footage could not be verified.",
            Certainty.UNVERIFIED,
        ),
        ("Two people are missing, Ms Orr said. Reports of a burst dam could not be confirmed.", Certainty.ASSERTED),
    ],
)
def test_certainty_reaches_as_far_as_what_is_doubted(text, certainty):
    assert claims(text)[0].certainty is certainty


@pytest.mark.parametrize(
    "text",
    [
        "Pack your swimming trunks!",
        "Other scientists were sceptical.",
        "If you want to help, the charity takes tarpaulins.",
        "Her figures have not been checked independently.",
        "Mayor Ana Ruiz described the decision as “a betrayal”.",
        "“I want to stay and put it right,” Ana Ruiz told reporters.",
    ],
)
def test_imperatives_moods_and_verdicts_are_no_claims(text):
    assert claims(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Castell, which employs 1,150 people in the region, disputes this.", ClaimType.OTHER),
        ("If convicted, the brothers face up to 15 years in prison.", ClaimType.RULE),
        ("Short staffing contributed to the deaths of five patients on the ward.", ClaimType.CAUSATION),
        ("It is unclear whether the night flights will go on.", ClaimType.OTHER),
        ("The dam is about to burst.", ClaimType.PREDICTION),
        ("Profits doubled.", ClaimType.QUANTITY),
        ("“It sounded like a train,” said Kay Orr.", ClaimType.PERSONAL_EXPERIENCE),
    ],
)
def test_the_type_follows_the_main_clause(text, kind):
    (claim,) = claims(text)
    assert claim.type is kind


def test_a_doubt_about_both_sides_reaches_both_voices():
    found = claims(
        "The government insists that villagers refused to leave. “Nobody asked us,” said Amaro Pinto. "
        "The paper was unable to verify either account."
    )
    assert [claim.certainty for claim in found] == [Certainty.UNVERIFIED, Certainty.UNVERIFIED]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The court dismissed a complaint by the trust.", Certainty.ASSERTED),
        ("The county says it has no record of the message.", Certainty.DENIED),
        ("A hunter shot the male, estimated to be four years old, near Velm.", Certainty.ASSERTED),
        ("Analysts estimated that the cuts would save 130 million euros.", Certainty.HEDGED),
    ],
)
def test_certainty_tells_rulings_asides_and_lacking_records_apart(text, certainty):
    (claim,) = claims(text)
    assert claim.certainty is certainty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry said there was not a word of truth in that.", Certainty.DENIED),
        ("It should reach the northern coves by Saturday unless the wind turns.", Certainty.HEDGED),
        ("Pilots may not fly for more than 12 hours.", Certainty.ASSERTED),
        (
            "Shipping sources said she had been dark since Monday, a claim that could not be verified.",
            Certainty.UNVERIFIED,
        ),
    ],
)
def test_how_surely_more_turns_of_phrase_speak(text, expected):
    assert [claim.certainty for claim in claims(text)] == [expected]


def test_what_reports_on_social_media_say_is_doubted_and_nothing_before_it():
    text = "The owners put the bill at 3 million. Reports on social media that a keeper had drowned have not been confirmed."
    assert claims(text)[0].certainty is Certainty.ASSERTED


def test_whoever_cannot_confirm_but_says_more_doubts_nobody_before_him():
    text = (
        "Rosa Murillo said that a meteorite had struck the wood. "
        "Jaime Incer, an adviser, said he could not confirm it, but said that it was likely."
    )
    assert claims(text)[0].certainty is Certainty.ASSERTED


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The foreign ministry calls the idea preposterous.", Certainty.DENIED),
        ("A spokesman for Orr Clamps rejected any link.", Certainty.DENIED),
        ("In all likelihood there will be a vote.", Certainty.HEDGED),
        ("The wells were poisoned, it was breathlessly claimed last night.", Certainty.HEDGED),
        ("Prosecutors have opened an inquiry against persons unknown.", Certainty.ASSERTED),
        ("“I look up when I think,” Ana Orr says.", Certainty.ASSERTED),
        ("It was twice as likely to flag men who wear glasses.", Certainty.ASSERTED),
        ("Of the cases, 44 percent were false alarms.", Certainty.ASSERTED),
        ("The three were unknown rappers then.", Certainty.ASSERTED),
        ("A ruling is not expected before the spring.", Certainty.HEDGED),
        ("Anyone in the east may collect water from the fire station.", Certainty.ASSERTED),
    ],
)
def test_rejections_permissions_and_likelihoods_are_told_apart(text, certainty):
    assert claims(text)[0].certainty is certainty
