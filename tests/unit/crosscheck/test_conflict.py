"""Signs of a conflict, one claim beside another, with an event's features given by hand."""

from dataclasses import replace
from datetime import date

from tests.builders import indexed as built
from tests.builders import quantity

from factcheck.crosscheck.conflict import conflict, forbids_support
from factcheck.crosscheck.event import FEATURES, Event, Meeting
from factcheck.domain.values import Certainty, Claim, DateMention, Span

NEAR = {"similarity": 0.6, "articles": 0.8, "margin_least": 0.2, "margin_most": 0.3, "lone": 1.0}


def indexed(text, **fields):
    """A claim whose id follows from its text."""
    return built(text, id=f"clm_{text}", **fields)


def counted(text: str, words: str, value: float, **fields) -> Claim:
    """A claim with one figure that stands where its words stand."""
    start = text.index(words)
    figure = replace(quantity(value), text=words, span=Span(start, start + len(words)))
    return indexed(text, quantities=(figure,), **fields).claim


def met(mine: Claim, its: Claim, **features: float) -> Meeting:
    """How the two lie to one another, with some features set by hand."""
    one, other = indexed(mine.text, quantities=mine.quantities), indexed(its.text, quantities=its.quantities)
    found = Event([one], [other]).meeting(one.claim, other.claim, 0.6)
    values = dict(zip(FEATURES, found.features, strict=True)) | NEAR | features
    return replace(found, features=tuple(values[name] for name in FEATURES))


PAID = counted("Calderbridge Rovers pay 38 million for the winger Okafor-Lind.", "38 million", 38e6)
SPLASHED = counted("Okafor-Lind will cost Calderbridge 50 million, bonuses left out.", "50 million", 50e6)


def test_figures_at_the_same_place_in_other_words_are_in_conflict():
    found = conflict(PAID, SPLASHED, met(PAID, SPLASHED, overlap=0.3, slot=0.4))
    assert found is not None
    assert (found.reason, found.plain) == ("the claim says “38 million”, it says “50 million”", True)


def test_figures_with_other_surroundings_are_not():
    assert conflict(PAID, SPLASHED, met(PAID, SPLASHED, overlap=0.3, jaccard=0.1, slot=0.05)) is None


def test_what_is_asked_for_is_not_contradicted_by_what_came_of_it():
    asked = counted("Calderbridge Rovers asked for 50 million for Okafor-Lind.", "50 million", 50e6)
    assert conflict(PAID, asked, met(PAID, asked, overlap=0.6, jaccard=0.5, slot=0.6)) is None


def test_some_of_several_are_no_other_number_of_them():
    held = counted("Gunmen near Arkesh hold 20 soldiers of the garrison.", "20 soldiers", 20)
    killed = counted("Gunmen near Arkesh killed two of the soldiers of the garrison.", "two", 2)
    assert conflict(held, killed, met(held, killed, overlap=0.9, jaccard=0.7, slot=0.9)) is None


def test_a_figure_that_the_other_rejects_in_so_many_words_is_refuted_and_supports_nothing():
    said = counted("Sandoval counted irregularities at 212 stations of Garrow.", "212 stations", 212)
    rejecting = counted("Irregularities in Garrow were found at 12 stations, not 212, Sandoval heard.", "212", 212)
    near = met(said, rejecting)
    found = conflict(said, rejecting, near)
    assert near.agreeing
    assert found is not None
    assert "212" in found.reason
    assert forbids_support(said, rejecting, near)


def test_a_denial_and_a_negation_are_one_side():
    denied = indexed("Ashwen Water denied that the gates at Calder were open.", certainty=Certainty.DENIED).claim
    negated = indexed("The gates at Calder were not open, Ashwen Water showed.").claim
    opened = indexed("The gates at Calder were open, the log of Ashwen Water showed.").claim
    assert conflict(negated, denied, met(negated, denied, denied=1.0)) is None
    assert conflict(opened, denied, met(opened, denied, denied=1.0)) is not None


def test_what_was_true_in_another_month_is_no_conflict():
    def in_month(month: int, words: str, value: float) -> Claim:
        day = DateMention("then", date(2031, month, 3), date(2031, month, 9), Span(0, 4))
        return counted(f"Deposits at Bank Orlund reached {words} in that week.", words, value, dates=(day,))

    may, june = in_month(5, "70 tonnes", 70), in_month(6, "90 tonnes", 90)
    assert conflict(may, june, met(may, june)) is None
    assert conflict(may, replace(june, dates=may.dates), met(may, june)) is not None


def test_opposites_in_other_words_support_nothing():
    fell = indexed("Profit at Pellworth slid by 14 percent.").claim
    rose = indexed("Profit at Pellworth climbed by 14 percent.").claim
    assert forbids_support(fell, rose, met(fell, rose))
    assert not forbids_support(fell, fell, met(fell, fell))


def test_a_figure_without_a_name_in_common_is_no_conflict():
    one, other = counted("Profit was 14 crowns.", "14 crowns", 14), counted("Profit was 19 crowns.", "19 crowns", 19)
    assert conflict(one, other, met(one, other)) is None


def test_a_time_that_has_passed_is_no_other_length_of_one_to_come():
    waited = counted("Whitlock had waited twenty years for the Paludex result.", "twenty years", 20)
    ahead = counted("The next Paludex result is two years off, Whitlock said.", "two years", 2)
    near = met(waited, ahead, overlap=0.6, jaccard=0.4, slot=0.7)
    assert conflict(waited, ahead, near) is None
    assert conflict(waited, counted("Whitlock had waited two years for the Paludex result.", "two years", 2), near)


def test_what_is_left_after_a_repair_refutes_no_figure_from_before_it():
    dark = counted("Around 18,000 households near Arkesh had no power at dawn.", "18,000 households", 18000)
    left = counted("Power is back for all but 2,300 households near Arkesh.", "2,300 households", 2300)
    assert conflict(dark, left, met(dark, left, overlap=0.5, jaccard=0.3, slot=0.4)) is None


def test_a_sentence_with_two_figures_does_not_refute_itself():
    text = "In Arkesh 13 pupils went on the trip and seven girls came back ill."
    one, other = counted(text, "13 pupils", 13), counted(text, "seven girls", 7)
    assert conflict(one, other, met(one, other, overlap=1.0, jaccard=1.0, slot=0.9)) is None


FAR = {"overlap": 0.2, "jaccard": 0.1, "similarity": 0.45, "margin_least": 0.0, "margin_most": 0.1, "articles": 0.7}
DENIED = indexed(
    "Norvik Water denied that any sluice gates had been opened at Calder.", certainty=Certainty.DENIED
).claim
OPENED = indexed("At Calder staff opened the sluice gates while people slept, mayor Adeba Kerr said.").claim


def test_what_another_tells_in_other_words_contradicts_a_denial_when_it_is_read_so():
    near = met(DENIED, OPENED, denied=1.0, **FAR)
    asked = []

    def read(text, statement):
        asked.append((text, statement))
        return 0.9, 0.05, 0.05

    assert conflict(DENIED, OPENED, near) is None
    found = conflict(DENIED, OPENED, near, read)
    assert found is not None
    assert (found.reason, found.plain) == ("it reports as a fact what the claim denies", True)
    assert conflict(OPENED, DENIED, near, read).reason == "a party denies it"
    assert set(asked) == {(OPENED.standalone, "Any sluice gates had been opened at Calder.")}


def test_a_denial_is_left_alone_by_what_does_not_say_the_denied_or_has_few_of_its_words():
    near = met(DENIED, OPENED, denied=1.0, **FAR)
    assert conflict(DENIED, OPENED, near, lambda *_: (0.4, 0.5, 0.1)) is None
    rain = indexed("Rain fell on Calder all night, the mayor said.").claim
    assert conflict(DENIED, rain, met(DENIED, rain, denied=1.0, **FAR), lambda *_: (0.9, 0.05, 0.05)) is None
    far = met(DENIED, OPENED, denied=1.0, **FAR | {"articles": 0.4})
    assert conflict(DENIED, OPENED, far, lambda *_: (0.9, 0.05, 0.05)) is None


ALL = indexed("The harbour boss was convicted on all seven counts at the district court.").claim
SOME = indexed("Anselm Krist was found guilty on four of seven counts.").claim


def test_other_parts_of_one_whole_are_in_conflict_when_the_same_is_told_of_them():
    found = conflict(ALL, SOME, met(ALL, SOME))
    assert found is not None
    assert found.reason == "the claim says “all seven counts”, it says “four of seven counts”"


def test_other_parts_are_not_when_something_else_is_told_of_them_or_the_articles_lie_apart():
    cleared = indexed("Judges cleared Krist of three of the seven counts.").claim
    assert conflict(ALL, cleared, met(ALL, cleared, jaccard=0.1, overlap=0.2)) is None
    assert conflict(ALL, SOME, met(ALL, SOME, articles=0.5, overlap=0.2, jaccard=0.1)) is None
    many = indexed("Krist was convicted on four of nine counts.").claim
    assert conflict(ALL, many, met(ALL, many, jaccard=0.1, overlap=0.2)) is None


CAGED = counted("Port boss Viktor Anselm-Quist was caged for eight years yesterday.", "eight years", 8)
SENT = counted("Viktor Anselm-Quist will go to prison for six years.", "six years", 6)


def test_figures_told_of_somebody_named_in_full_need_less_around_them():
    near = {"similarity": 0.5, "overlap": 0.4, "slot": 0.5, "lone": 0.25, "margin_least": 0.0}
    found = conflict(CAGED, SENT, met(CAGED, SENT, **near))
    assert found is not None
    assert found.plain
    other = counted("The captain of the tanker will go to prison for six years.", "six years", 6)
    assert conflict(CAGED, other, met(CAGED, other, **near, jaccard=0.1)) is None


def test_cleared_and_jailed_are_in_conflict_for_somebody_named_in_full():
    jailed = indexed("His sidekick, glamorous Lena Briskow, was led away in handcuffs.").claim
    cleared = indexed("His former deputy, Lena Briskow, was cleared of all charges.").claim
    found = conflict(jailed, cleared, met(jailed, cleared))
    assert found is not None
    assert (found.reason, found.plain) == ("the claim says “handcuffs”, it says “cleared”", True)
    someone = indexed("A court clerk was cleared of all charges.").claim
    assert conflict(jailed, someone, met(jailed, someone)) is None
    denying = indexed("Lena Briskow was not cleared of all charges.").claim
    assert conflict(jailed, denying, met(jailed, denying, jaccard=0.2, overlap=0.3)) is None


RATED = {"rare_names": 0.8, "lone": 0.4, "overlap": 0.2, "jaccard": 0.1, "margin_least": 0.0}


def weekly(text: str, words: str, value: float) -> Claim:
    """A claim of so much a week."""
    claim = counted(text, words, value)
    return replace(claim, quantities=(replace(claim.quantities[0], unit="EUR per week"),))


def test_rates_of_one_kind_are_in_conflict_without_a_name():
    mine = weekly("He'll pocket a staggering €180,000 a week, before bonuses.", "€180,000 a week", 180e3)
    its = weekly("Wages are about €120,000 a week, somebody at the club said.", "€120,000 a week", 120e3)
    found = conflict(mine, its, met(mine, its, **RATED))
    assert found is not None
    assert found.plain
    assert conflict(mine, its, met(mine, its, **RATED | {"rare_names": 0.2})) is None
    rise = weekly("Wages rose to €120,000 a week, somebody at the club said.", "€120,000 a week", 120e3)
    assert conflict(mine, rise, met(mine, rise, **RATED)) is None


def test_a_figure_set_against_another_is_rejected_without_a_name():
    mine = counted("By our count there were irregularities at 212 stations, said the lawyer.", "212", 212)
    text = "She said that irregularities had been reported at 12 of 3,140 stations, not 212."
    its = counted(text, "212", 212)
    several = replace(its, quantities=(counted(text, "12", 12).quantities[0], *its.quantities))
    found = conflict(mine, several, met(mine, several))
    assert found is not None
    assert (found.reason, found.plain) == ("it rejects “212”", True)
    assert conflict(mine, its, met(mine, its)) is None
