import pytest

from factcheck.claims.quantities import QuantityReader
from factcheck.domain.values import Bound


def read(text: str):
    return QuantityReader().read(text, 0)


def figures(text: str) -> list[tuple[float, str]]:
    return [(q.value, q.unit) for q in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They freed 63 prisoners.", [(63, "prisoner")]),
        ("The park covers 41.6km².", [(41.6, "square kilometre")]),
        ("It has 1.2 million people.", [(1_200_000, "person")]),
        ("Some 1.2m people live there.", [(1_200_000, "person")]),
        ("The river stood at 6.8m.", [(6.8, "metre")]),
        ("It cost $240m.", [(240e6, "USD")]),
        ("It cost €3.5bn a year.", [(3.5e9, "EUR per year")]),
        ("Hearthlight runs 11 night shelters.", [(11, "night shelter")]),
        ("Two night-shift workers were treated for burns.", [(2, "night-shift worker")]),
        ("At ten to five on Friday the gate opened, a quarter past ten it closed.", []),
        ("Of the 36 men and women on duty, five are dead.", [(36, "person"), (5, "person")]),
        ("Power is back in nine homes in ten.", [(0.9, "fraction")]),
        ("Almost a quarter of a million customers sit in the dark.", [(250000, "customer")]),
        ("They waited for a fortnight.", [(2, "week")]),
        ("The shares cost $12 and pay 35 cents a share.", [(12, "USD"), (0.35, "USD per share")]),
        ("About 1.7 billion pounds of the price will be borrowed.", [(1.7e9, "GBP")]),
        ("His officers had not fired a single shot.", []),
        ("It was revised down by two tenths of a point.", [(0.2, "percentage point")]),
        ("A pair of runners went to hospital.", [(2, "runner")]),
        ("It costs £90 a head.", [(90, "GBP per person")]),
        ("They paid 38 million euros.", [(38e6, "EUR")]),
        ("Two dozen boats sank.", [(24, "boat")]),
        ("They fined him 200,000 kroner.", [(200_000, "krone")]),
        ("Only 58 MPs voted.", [(58, "MP")]),
        ("The tax goes to 21 percent from 19.", [(21, "percent"), (19, "percent")]),
        ("There are too few lifeguards: 31 of 80 are ill.", [(31, "lifeguard"), (80, "lifeguard")]),
        ("Most of the dead were men over 75.", []),
        ("The court ruled 5-2.", []),
        ("In a 5-2 ruling the law fell.", []),
        ("A third bidder had offered more.", []),
        ("It cost forty-five to sixty thousand crowns.", [(45_000, "crown"), (60_000, "crown")]),
        ("It measures 31 by 24 centimetres.", [(31, "centimetre"), (24, "centimetre")]),
        ("Debt grew from 180 to 410 million euros.", [(180e6, "EUR"), (410e6, "EUR")]),
        ("The bridge is half as long.", [(0.5, "time")]),
        ("It was the one found on the farm.", []),
        ("They shot a 1,400-pound bear.", [(1400, "pound")]),
        ("He paid a 50-pound fine.", [(50, "GBP")]),
        ("Fights raged for almost an hour.", [(1, "hour")]),
        ("They arrested men between the ages of 15 and 52.", []),
        ("Three in five of them lost money.", [(0.6, "fraction of them")]),
        ("The two companies had begun to talk.", []),
        ("Half a million homes went dark.", [(500_000, "home")]),
        ("A third of the city is dry.", [(1 / 3, "fraction of the city")]),
        ("One in five pupils left.", [(0.2, "fraction")]),
        ("Output doubled.", [(2, "time")]),
        ("Rates rose 3.2 percentage points.", [(3.2, "percentage point")]),
        ("Inflation was 7 per cent.", [(7, "percent")]),
        ("They get 300 shells a day.", [(300, "shell per day")]),
        ("Keep it at -20 °C.", [(-20, "degree Celsius")]),
        ("Keep it at minus 20 degrees.", [(-20, "degree")]),
        ("The wind reached 120 km/h.", [(120, "kilometre per hour")]),
        ("He signed a five-year contract.", [(5, "year")]),
        ("Two hundred and fifty workers struck.", [(250, "worker")]),
        ("12 of the county's 3,140 wards were late.", [(12, "ward"), (3140, "ward")]),
        ("Seven were killed.", [(7, "person")]),
        ("The gunners got 300 shells when 2,000 had been promised.", [(300, "shell"), (2000, "shell")]),
        ("It took less than a week.", [(1, "week")]),
        ("No fewer than 45 were recruits.", [(45, "recruit")]),
        ("The wells held 42 micrograms of lead per litre.", [(42, "microgram per litre")]),
        ("Some 1,900 Velmese are missing.", [(1900, "Velmese")]),
        ("They hired 12 Velmese cooks.", [(12, "Velmese cook")]),
        ("There will be a third and a fourth swap.", []),
        ("It cost 40 crowns. The price is now 9 million.", [(40, "crown"), (9e6, "crown")]),
        ("The issue will raise\n161.32 mln dlrs for it.", [(161.32e6, "USD")]),
        ("It is the feast of the Three Kings.", []),
        ("Orr put the number of cases at four.", [(4, "case")]),
    ],
)
def test_figures_are_read_with_what_they_count(text, expected):
    found = figures(text)
    assert [unit for _, unit in found] == [unit for _, unit in expected]
    assert [value for value, _ in found] == pytest.approx([value for value, _ in expected])


@pytest.mark.parametrize(
    "text",
    [
        "They met on 4 October 2031.",
        "It has stood since 1921.",
        "The 58th Regiment left at 4 p.m.",
        "Polls close at 10.30pm.",
        "Thousands fled and dozens were hurt.",
        "Several dozen men ran.",
        "Ana Ruiz, 34, and a 12-year-old boy fled.",
        "The blaze in Ward 7 began two days ago.",
        "Rovers won 3-1.",
        "No one came.",
        "Write to box42@paper.example or call A320.",
        "It is a double room on the third floor.",
    ],
)
def test_dates_times_ages_names_and_vague_plurals_are_no_quantities(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("about 40 ships", Bound.ABOUT),
        ("more than 300 ships", Bound.AT_LEAST),
        ("at least 300 ships", Bound.AT_LEAST),
        ("up to 300 ships", Bound.AT_MOST),
        ("fewer than 300 ships", Bound.AT_MOST),
        ("300 ships or more", Bound.AT_LEAST),
        ("300 ships", Bound.EXACT),
        ("control over 300 ships", Bound.EXACT),
    ],
)
def test_bounds_are_kept(text, bound):
    (quantity,) = read(text)
    assert quantity.bound is bound
    assert quantity.approximate is (bound is not Bound.EXACT)


@pytest.mark.parametrize("text", ["between 40 and 50 ships", "40 to 50 ships", "40-50 ships", "40–50 ships"])
def test_a_range_gives_both_ends_each_with_low_and_high(text):
    low, high = read(text)
    assert (low.value, high.value) == (40, 50)
    assert all((q.bound, q.low, q.high, q.unit) == (Bound.RANGE, 40, 50, "ship") for q in (low, high))


def test_a_change_is_two_exact_figures():
    assert [(q.value, q.bound) for q in read("The toll rose from 3 to 5.")] == [(3, Bound.EXACT), (5, Bound.EXACT)]


def test_measures_are_given_in_base_units_and_counts_are_not():
    area, count = read("3 square miles hold 40 farms.")
    assert area.base is not None
    assert area.base.unit == "square metre"
    assert area.base.value == pytest.approx(3 * 2_589_988.11)
    assert count.base is None


def test_spans_count_from_the_start_of_the_article():
    sentence = "Nearly 1,400 homes burned."
    (quantity,) = QuantityReader().read(sentence, 100)
    assert (quantity.span.start, quantity.text) == (100, "Nearly 1,400 homes")


def test_a_figure_without_a_unit_takes_the_one_of_the_sentence_before():
    reader = QuantityReader()
    reader.read("The party won 65 seats.", 0)
    assert [q.unit for q in reader.read("A majority takes 61.", 30)] == ["seat"]


def test_a_count_with_its_share_is_no_age():
    text = "Of the 120 households that had to leave, 48, or 60 percent, had returned."
    assert [(q.value, q.unit) for q in QuantityReader().read(text, 0)] == [
        (120, "household"),
        (48, "household"),
        (60, "percent"),
    ]


def test_three_of_the_injured_are_people_whatever_was_counted_before():
    reader = QuantityReader()
    reader.read("It took 85 firefighters all night.", 0)
    found = reader.read("Three of the injured are in a serious condition.", 34)
    assert [(q.value, q.unit) for q in found] == [(3, "person")]


def test_as_many_as_is_an_upper_bound():
    [found] = QuantityReader().read("As many as 300 houses were flooded.", 0)
    assert str(found.bound) == "at_most"


def test_eighths_belong_to_the_number_before_them():
    (price, _) = QuantityReader().read("The share closed at 115-3/4 dollars, down 1 1/2 dollars.", 0)
    assert price.value == 115.75


def test_joined_numbers_and_elliptical_ones_count_the_same():
    first, second = QuantityReader().read("Bribery carries between two and ten years.", 0)
    assert (first.value, first.unit, second.value, second.unit) == (2, "year", 10, "year")
    nine, two = QuantityReader().read("Prosecutors had sought nine years for Orr and two for Falk.", 0)
    assert (nine.unit, two.unit) == ("year", "year")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It paid $US200 million and EUR5bn.", [(200e6, "USD"), (5e9, "EUR")]),
        ("Revenue was 32.63 billion euros.", [(32630000000, "EUR")]),
        ("It was 34 Celsius after three shots.", [(34, "degree Celsius"), (3, "shot")]),
        ("Three shots rang out, then police asked the two to move.", [(3, "shot")]),
        ("The 1986 accounts showed a loss.", []),
        ("A third man fled.", []),
        ("She won by a quarter of a second.", [(0.25, "second")]),
        ("He won the 200 metres final.", []),
        ("The chance is one in 300.", [(1 / 300, "fraction")]),
        ("It costs between one and two years.", [(1, "year"), (2, "year")]),
        ("Profit was 54.2 mln dlrs, up 7.5 pct.", [(54.2e6, "USD"), (7.5, "percent")]),
        ("There was just one qualified nurse.", [(1, "nurse")]),
        ("Eleven others were reported missing.", [(11, "person")]),
        (
            "Robberies in the country have fallen since 2021, when there were 1,204, to 722.",
            [(1204, "robbery"), (722, "robbery")],
        ),
    ],
)
def test_figures_of_wires_and_set_phrases(text, expected):
    assert [(q.value, q.unit) for q in QuantityReader().read(text, 0)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She released her 2018 tax returns.", []),
        ("They show up around 7.", []),
        ("He doubles down on it.", []),
        ("More than 6 in 10 permits are granted.", [(0.6, "fraction")]),
    ],
)
def test_years_hours_and_idioms_count_nothing(text, expected):
    assert [(q.value, q.unit) for q in QuantityReader().read(text, 0)] == expected


def test_inches_glued_to_their_figure_are_inches_and_others_are_not():
    assert figures("Some 65 millimetres (2.6in) of rain fell.") == [(65, "millimetre"), (2.6, "inch")]
    assert figures("They won 12 in total.") == []


def test_what_a_paper_says_fell_is_what_its_figures_count():
    text = "A council paper says that visits to the Abbey and Thornley branches fell by 27 per cent, from 61,000 to 44,500."
    assert figures(text) == [(27, "percent"), (61_000, "visit"), (44_500, "visit")]
