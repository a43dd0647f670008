import pytest

from factcheck.claims.article import read_draft


def voices(text: str) -> list[list[tuple[str, str, str]]]:
    return [
        [(a.source, a.kind.value, a.cue) for a in claim.attribution] for claim in read_draft(text, english=True).claims
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor Ana Ruiz said the bridge had been closed.", ("Mayor Ana Ruiz", "indirect", "said")),
        ("The bridge had been closed, said mayor Ana Ruiz.", ("mayor Ana Ruiz", "indirect", "said")),
        ("The bridge, mayor Ana Ruiz said, had been closed.", ("mayor Ana Ruiz", "indirect", "said")),
        ("“The bridge is closed,” said Ana Ruiz, who runs the town.", ("Ana Ruiz", "direct", "said")),
        ("Ana Ruiz said the bridge was “quite unsafe” after the storm.", ("Ana Ruiz", "mixed", "said")),
        ("According to the harbour office, two boats sank.", ("the harbour office", "indirect", "According to")),
        (
            "Two boats sank, according to results published in Sea Notes.",
            ("results published in Sea Notes", "indirect", "according to"),
        ),
        ("The army denied that any unit had left.", ("The army", "indirect", "denied")),
        ("In a video on Chatter, Holt claimed that units had fled.", ("Holt", "indirect", "claimed")),
        ("Tom Holt, head of the union, told reporters that pay had fallen.", ("Tom Holt", "indirect", "told")),
        ("Tom Holt was quoted as saying that pay had fallen.", ("Tom Holt", "indirect", "quoted as saying")),
        (
            "The firm’s director, Lena Orr, said on Monday that sales fell.",
            ("The firm’s director, Lena Orr", "indirect", "said"),
        ),
        ("A study found that the drug works in most patients.", ("A study", "indirect", "found")),
        ("Residents who stayed behind say the shelling has eased.", ("Residents who stayed behind", "indirect", "say")),
        ("The Sea Bureau (SB) said that two boats sank.", ("The Sea Bureau", "indirect", "said")),
        ("Ana Ruiz praised the crew, saying that they saved two men.", ("Ana Ruiz", "indirect", "saying")),
        ("Lena Orr put the loss at 40 million euros.", ("Lena Orr", "indirect", "put")),
    ],
)
def test_the_source_is_found_in_any_word_order(text, expected):
    assert voices(text) == [[expected]]


def test_nested_sources_stand_outermost_first():
    text = "Governor Petra Vance said two men died, citing the county office."
    assert [source for source, _, _ in voices(text)[0]] == ["Governor Petra Vance", "the county office"]


def test_a_source_inside_a_reported_clause_is_the_inner_one():
    text = "Analyst Igor Sund said the town fell. He added that according to local soldiers on the ground the garrison was routed."
    assert [source for source, _, _ in voices(text)[1]] == ["Analyst Igor Sund", "local soldiers on the ground"]


def test_whom_a_quoted_speaker_cites_is_the_inner_source():
    text = "Tom Holt wrote: “The town is small. A soldier on the front has reported that the mill was burned.”"
    assert [a[:2] for a in voices(text)[1]] == [("Tom Holt", "direct"), ("A soldier on the front", "indirect")]


def test_pronouns_surnames_and_misspelt_names_stand_for_the_full_mention():
    text = (
        "Spokeswoman Irena Halvas said the road was open. She said no car was lost. "
        "Halvas added that buses ran. Halvaz said trams ran too."
    )
    assert [found[0][0] for found in voices(text)] == ["Spokeswoman Irena Halvas"] * 4


def test_a_pronoun_is_not_given_to_somebody_of_the_other_gender():
    text = "Spokeswoman Irena Halvas met her brother. Then Mr Karl Brund came. She said the road was open."
    assert voices(text)[-1][0][0] == "Spokeswoman Irena Halvas"


def test_the_ministry_stands_for_the_one_named_before():
    text = "The Defence Ministry sent two trains north. The ministry said they were empty."
    assert voices(text)[1][0][0] == "Defence Ministry"


def test_a_quotation_goes_on_over_sentences_and_paragraphs():
    text = (
        "Tom Holt wrote on Chatter: “The area is 40 hectares. It is wet.\n\n“The north side was drained in May. "
        "Nobody noticed.”\n\nThe council has not commented."
    )
    assert [[a[:2] for a in found] for found in voices(text)] == [[("Tom Holt", "direct")]] * 4 + [[]]


@pytest.mark.parametrize(
    "text",
    [
        "The brigade is believed to have led the attack.",
        "The company did not say when the plant would open.",
        "He is said to be rich and idle.",
        "Two reports of theft reached the police on Monday.",
        "Ana Ruiz declined to say who paid for the bridge.",
        "The rival camp rejected a bid of 30 million euros.",
        "The guru, who heads a house in Orm state, is on trial.",
        "The storm, raising hopes of rain, moved east on Monday.",
    ],
)
def test_hedges_refusals_and_nouns_are_no_attribution(text):
    assert voices(text) == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Witness Pavel Orr, 61, who runs the kiosk, said he saw two boats.",
            [("Witness Pavel Orr", "indirect", "said")],
        ),
        ("Investigators believe the gang switched to a boat.", [("Investigators", "indirect", "believe")]),
        ("Forecasters expect the storm to weaken by Sunday.", [("Forecasters", "indirect", "expect")]),
        (
            "The boat sank, coastguard commander Eda Vold said by telephone.",
            [("coastguard commander Eda Vold", "indirect", "said")],
        ),
        (
            "“The door opened,” the first officer, Jon Hage, was quoted as saying by the daily Kyst.",
            [("the daily Kyst", "indirect", "by"), ("the first officer, Jon Hage", "direct", "quoted as saying")],
        ),
        ("One of them, student Liv Aune, said the cabin was dark.", [("student Liv Aune", "indirect", "said")]),
        ("The auditors put the yield at no more than 2.1 billion.", [("The auditors", "indirect", "put")]),
        ("Storm Ines claimed at least 21 lives.", []),
        (
            "We pay for it all, a source close to the club grumbled.",
            [("a source close to the club", "indirect", "grumbled")],
        ),
        ("Ms Orr claims money played no role.", [("Ms Orr", "indirect", "claims")]),
        ("“It is so quiet here,” laughed Sven Dahl, 83, on his bench.", [("Sven Dahl", "direct", "laughed")]),
        ("“I kept a parcel,” the 71-year-old told reporters.", [("the 71-year-old", "direct", "told")]),
        ("Ana Orr attributes this to anger over the tram.", [("Ana Orr", "indirect", "attributes")]),
        ("In 1986, Orm Steel agreed to sell its mill.", []),
        ("Lena Orr, however, said no such thing in January.", []),
        ("As the Velm Post reported, the cap is the lowest since 2020.", [("the Velm Post", "indirect", "reported")]),
        (
            "None of them was urgent, stressed its director, Dr Paula Crane.",
            [("Dr Paula Crane", "indirect", "stressed")],
        ),
        (
            "They earn $96,000 a year, as the union's magazine reported in April.",
            [("the union's magazine", "indirect", "reported")],
        ),
        ("Karsh has called the images fabricated.", [("Karsh", "indirect", "called")]),
        ("Mayor Ana Orr blamed “a hard core of 80 people”.", [("Mayor Ana Orr", "mixed", "blamed")]),
        (
            "A general gave the order, the diplomat said, though he conceded that the tape was poor.",
            [("the diplomat", "indirect", "said")],
        ),
        ("The weather service recorded 184 millimetres of rain.", [("The weather service", "indirect", "recorded")]),
        ("It was the hottest day ever measured there.", []),
        ("Side effects were mild, the authors report.", [("the authors", "indirect", "report")]),
        ("Minutes of the board show that two members left.", [("Minutes of the board", "indirect", "show")]),
        ("VELM (NPA) - Orm Steel has agreed to buy a rival.", []),
        ("The plant is safe, says a Velm engineer.", [("a Velm engineer", "indirect", "says")]),
        ("“We won the cup,” beamed captain Ola Reed.", [("captain Ola Reed", "direct", "beamed")]),
        ("The radio keeps saying that the dam will burst.", [("The radio", "indirect", "saying")]),
        ("It cost 22 million euros, going by the firm's filing.", [("the firm's filing", "indirect", "going by")]),
        ("Astronomers have found water, they reported on Monday.", [("Astronomers", "indirect", "reported")]),
        ("Since November 1983, the company has lost money, it said.", [("the company", "indirect", "said")]),
        ("HALVAS: We have made progress in the talks this week.", [("HALVAS", "direct", ":")]),
        ("The ministry declined to speak, citing the inquiry.", []),
        (
            "Lena Orr said the men fled, something the union denied.",
            [("Lena Orr", "indirect", "said"), ("the union", "indirect", "denied")],
        ),
        ("“We saw a van,” Lena Orr said, adding that two men had left it.", [("Lena Orr", "mixed", "said")]),
    ],
)
def test_sources_are_found_behind_rarer_words_and_orders(text, expected):
    (found,) = voices(text)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The trust's lawyer, Priya Orr, announced an appeal.",
            [("The trust's lawyer, Priya Orr", "indirect", "announced")],
        ),
        ("Velm Trust called the shooting illegal.", [("Velm Trust", "indirect", "called")]),
        ("Two teachers stood on the bridge when a beam snapped.", []),
        ("Managers met weeks before the retailer told its customers.", []),
        (
            "Its lawyers, citing the ongoing investigation, said they had closed the file.",
            [("Its lawyers", "indirect", "said")],
        ),
        (
            "The court dismissed a complaint by Velm Trust, ruling that the city had tried everything.",
            [("The court", "indirect", "ruling")],
        ),
    ],
)
def test_verbs_of_saying_without_words_are_no_reports(text, expected):
    (found,) = voices(text)
    assert found == expected


def test_a_pronoun_stands_for_whom_no_name_is_known():
    text = "For nine years a pensioner kept the parcel in a wardrobe. He says that he never opened it."
    assert voices(text)[-1] == [("a pensioner", "indirect", "says")]


def test_a_pronoun_stands_for_a_person_rather_than_a_body_of_two_words():
    text = "Sierra Light replied that a crew would come, according to Mabel Strand, 67. “Nobody ever came,” she said."
    assert voices(text)[-1] == [("Mabel Strand", "direct", "said")]


def test_a_headline_in_capitals_among_the_text_names_no_later_speaker():
    text = (
        "Mayor Ana Orr opened the bridge on Monday. Reporters asked about the cost.\n\n"
        "TOM LIND SLAMS BRIDGE FOR COSTING TOO MUCH\n\n"
        "VELM: BRIDGE DEAL TO BE SIGNED NEXT MONTH\n\n"
        "Orr said that it had cost 3 million euros."
    )
    assert voices(text)[-1] == [("Mayor Ana Orr", "indirect", "said")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The manager let slip that the squad flies to Velm.", ("The manager", "indirect", "let slip")),
        ("The governor’s office speaks of twelve wounded.", ("The governor’s office", "indirect", "speaks of")),
        ("Minister Ana Orr made clear that no troops would go.", ("Minister Ana Orr", "indirect", "made clear")),
        ("Analyst Rolf Orr counts seven fresh craters there.", ("Analyst Rolf Orr", "indirect", "counts")),
        ("The weather service clocked a gust of 94mph.", ("The weather service", "indirect", "clocked")),
    ],
)
def test_several_words_and_verbs_of_counting_report_too(text, expected):
    assert voices(text) == [[expected]]


def test_what_costs_money_is_no_finding():
    text = "Spokesman Arjun Lind countered that the council had found £160,000 for a logo."
    assert [source for source, _, _ in voices(text)[0]] == ["Spokesman Arjun Lind"]


def test_a_pronoun_stands_for_nobody_named_behind_it():
    text = "“They played well,” coach Dana Kowal said. She revealed that Mato Ilves had trained for only two days."
    assert voices(text)[-1][0][0] == "coach Dana Kowal"


def test_a_body_that_is_called_by_its_trade_speaks_on_as_it():
    text = "Many homes lost power, according to the network operator Eastgrid. It said that most had been reconnected."
    assert [found[0][0] for found in voices(text)] == ["the network operator Eastgrid"] * 2


def test_who_has_a_capital_role_before_the_name_is_a_person():
    text = "Union convenor Jarl Petros said management had gone quiet. “We know nothing,” he said."
    assert voices(text)[-1][0][0].endswith("Jarl Petros")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Around 1,200 pups were born this summer, by the Seal Trust's count.", "the Seal Trust"),
        ("Chief executive Ronald Lind put the weak quarter down to the price of cocoa.", "Chief executive Ronald Lind"),
        ("The maker of the crisps now sees sales growth of 2% to 4%.", "The maker of the crisps"),
    ],
)
def test_a_reckoning_a_reason_and_a_forecast_are_reports(text, source):
    assert [found[0][0] for found in voices(text)] == [source]


def test_jurors_who_find_someone_guilty_report_nothing():
    assert voices("After nine hours, ten of the twelve jurors found him not guilty.") == [[]]


def test_who_is_described_by_another_persons_name_is_the_source():
    text = "Rosa Murillo, a spokeswoman and wife of the president, Dan Orte, said that a meteorite had struck."
    assert voices(text)[0][0][0].startswith("Rosa Murillo")


def test_a_surname_stands_for_one_of_two_who_agreed():
    text = "Incer and Lindley Johnson, of the space bureau, agreed that it had burst. It was far away, Johnson said."
    assert voices(text)[-1][0][0] == "Lindley Johnson"


def test_a_body_named_for_somebody_is_not_that_person():
    text = "Cowboys For Trump posted a video. The video was cut, Trump said."
    assert voices(text)[-1][0][0] == "Trump"


def test_a_caption_speaks_for_nobody():
    text = "FILE PHOTO: A man rides his bicycle in Velm on a smoggy morning. The air was bad on Monday."
    assert voices(text)[-1] == []


def test_what_somebody_demanded_is_no_report():
    assert voices("The president now wants the opposite of what he demanded, and talks will follow.") == [[]]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Sena Dahl cried. Her lawyer said he had seen the letter.", "Her lawyer"),
        ("Idris Falk ran the shop. Sales have doubled, its manager told us.", "its manager"),
        ("ORM (Meridian) - Carmaker Volda is recalling 90 cars, the company said.", "Carmaker Volda"),
        ("Orm TV has seen the letter. The company has denied that it was ignored.", "The company"),
        ("“I drank it every night,” wept mum-of-four Kay Brandt, 29.", "mum-of-four Kay Brandt"),
        ("It was brokered by Marl, whose minister, Anna Kross, spoke of “a crack in the wall”.", "Anna Kross"),
        ("Most were recruits, as the daily Novo reports; the others were pilots.", "the daily Novo"),
        ("Volda put the number of cases at four.", "Volda"),
        ("Minister Per Solheim wants all ferries kept in port.", "Minister Per Solheim"),
        ("A signalman, who begged us not to name him, blurted out: “Everybody knew about it.”", "A signalman"),
        (
            "The deputy commissioner of Orm Police later apologized and argued that it was calm.",
            "The deputy commissioner of Orm Police",
        ),
        ("A man fell and claimed that nobody helped.", "A man"),
        (
            "The list names some, including Nasa chief Cal Bolden, who warned the public to stay calm.",
            "Nasa chief Cal Bolden",
        ),
        ("“The Kings have belonged to our culture for years,” the statement read.", "the statement"),
        ("Mayor Edda Lorn hailed the result as “the end of a bad marriage”.", "Mayor Edda Lorn"),
        ("Ecologist Hal Brann doubts that the effect will last.", "Ecologist Hal Brann"),
        ("The group Hands Off Nature is calling for a ban.", "The group Hands Off Nature"),
        ("Nurse Pippa Gray wanted to know why it had not been mentioned.", "Nurse Pippa Gray"),
        ("Prices rose by 62 percent, consumer advocates calculate.", "consumer advocates"),
        ("Infections fell by half, researchers report in the journal Vector.", "researchers"),
        ("My brother-in-law lays cables for a living, and he says that they are dear.", "My brother-in-law"),
        ("NordTog counters that age alone tells us nothing.", "NordTog"),
        ("The transport ministry does not dispute the figures.", "The transport ministry"),
        ("Investigators expect to publish a report in May.", "Investigators"),
        ("Organisers put the number of arrests at none.", "Organisers"),
        ("Orr University expelled ten. The regulator recommends that nobody be punished.", "The regulator"),
        ("It went to a firm called Palma Image. She told us that it was legal.", "She"),
        ("Adan Quin plays on. The firm is run by Bela Orr's sister. She said it was legal.", "Bela Orr's sister"),
    ],
)
def test_whoever_is_meant_and_nobody_beside_them_is_the_source(text, source):
    assert [[name for name, _, _ in said] for said in voices(text) if said] == [[source]]


def test_officials_speak_before_those_whose_reckoning_they_pass_on():
    text = "Officials believe it was a rock dubbed “2014 RC”, which was estimated by astronomers to be 20 metres wide."
    assert [name for name, _, _ in voices(text)[0]] == ["Officials", "astronomers"]


def test_a_headline_in_capitals_does_not_go_on_speaking():
    text = "Ana Orr posted it.\n\nMETEOROLOGIST DENIES USING A SLUR ON AIR\n\n“It is our culture and we keep to it.”"
    assert voices(text)[-1] == []


def test_research_is_nobody_who_speaks_on_as_they():
    text = "Years of research have found no link.\n\n“We have seen the power of money,” they said in a statement."
    assert "Years of research" not in [name for name, _, _ in voices(text)[-1]]


def test_a_paper_that_cites_a_memo_names_two_sources():
    text = "According to the magazine Wheel, which cites an internal memo, engineers had asked for a recall."
    assert [name for name, _, _ in voices(text)[0]] == ["the magazine Wheel", "an internal memo"]


@pytest.mark.parametrize(
    "text",
    [
        "Somebody on the board had doubts too: it was late.",
        "It declined to tell what the inspection had found.",
        "The three make 48 million, which is the sum that Ruvo announced.",
    ],
)
def test_what_somebody_found_or_announced_is_only_described(text):
    assert voices(text) == [[]]


def test_somebody_who_weeps_says_nothing():
    assert voices("Workers wept at the gates after the news that it would close.") == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In the words of minister Karin Moss, the tax is dead.",
            ("minister Karin Moss", "indirect", "In the words of"),
        ),
        ("In Karin Moss’s view the tax cost 3 million euros.", ("Karin Moss", "indirect", "In")),
        ("Karin Moss shot back that the roof had been mended.", ("Karin Moss", "indirect", "shot back")),
        ("“It will reopen,” came the answer from Karin Moss.", ("Karin Moss", "direct", "came the answer from")),
        ("Karin Moss: “The library will close in May.”", ("Karin Moss", "direct", ":")),
    ],
)
def test_whose_view_or_answer_it_is_and_whose_name_stands_before_a_quotation_is_named(text, expected):
    assert [(source.removesuffix("’s"), *rest) for source, *rest in voices(text)[0]] == [expected]


def test_a_word_before_a_colon_that_names_nobody_says_nothing():
    assert not any(voices("Background: “The library will close in May.”"))
    assert not any(voices("The plan is simple: “The library will close in May.”"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pan Am also said traffic had grown this year.", ("Pan Am", "indirect", "said")),
        (
            "Former Pan Am pilot Will Carter told reporters that the road was closed.",
            ("Former Pan Am pilot Will Carter", "indirect", "told"),
        ),
        (
            "Ana Ruiz of the Institute of Earth Studies, said that a rock had fallen.",
            ("Ana Ruiz of the Institute of Earth Studies", "indirect", "said"),
        ),
        ("According to these reports, Carl Berg would be replaced.", ("these reports", "indirect", "According to")),
    ],
)
def test_a_name_that_looks_like_a_verb_and_a_comma_too_few_hide_nobody(text, expected):
    assert voices(text) == [[expected]]


def test_who_tells_part_of_it_before_the_quotation_begins_is_quoted_in_part():
    assert voices("Ana Ruiz said that the rock “had come off an asteroid that was passing by”.")[0][0][1] == "mixed"
    assert voices("Ana Ruiz said: “It had come off an asteroid that was passing by.”")[0][0][1] == "direct"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A leaked draft of the report lays the blame on the contractor.", "A leaked draft of the report"),
        ("Neighbours recalled seeing smoke at about 4 a.m.", "Neighbours"),
        ("Residents reported hearing a blast shortly before dawn.", "Residents"),
        ("Minutes of the meeting record that the vote was 9 to 4.", "Minutes of the meeting"),
        ("In a statement, Lumen Air apologised for the cancellations.", "Lumen Air"),
        ("Ms Novak, for her part, maintains the letter never arrived.", "Ms Novak"),
        ("Marsh pleaded not guilty to all charges.", "Marsh"),
        ("The ice is 40 cm thinner, if the institute's Karin Moe is to be believed.", "the institute's Karin Moe"),
        ("By his own admission, Teller had not read the contract.", "Teller"),
        ("Supporters of the plan point out that rents have doubled.", "Supporters of the plan"),
        ("Rents have doubled since 2028, supporters point out.", "supporters"),
        ("Rescuers radioed that they had found a second boat.", "Rescuers"),
        ("Brandt's verdict: “They ran until they dropped.”", "Brandt"),
        ("Brandt felt the match was lost in the first ten minutes.", "Brandt"),
        ("The forecast calls for up to 90 mm of rain by Tuesday.", "The forecast"),
        ("The search was unlawful, the court held.", "the court"),
        ("Holm likened the blast to an earthquake.", "Holm"),
        ("The mayor's count is 300 homes.", "The mayor"),
        ("Last year Vigil reported 60 such cases.", "Vigil"),
        ("In its annual report, Vigil lists 60 such cases.", "Vigil"),
        ("Horak is said by aides to be furious.", "aides"),
        ("“She knew,” said the opposition's Viktor Sobol flatly.", "the opposition's Viktor Sobol"),
        ("The league's website gives the attendance as 4,120.", "The league's website"),
        ("Survivors have spoken of a loud bang.", "Survivors"),
        ("Stocks are ample, Lindh assured MPs.", "Lindh"),
        ("Shareholder group ASV demands an inquiry.", "Shareholder group ASV"),
        ("A ministry source speaking on condition of anonymity confirmed three of the cases.", "A ministry source"),
        ("Katz produced a receipt to back up his claim that sprinklers were fitted in 2029.", "Katz"),
    ],
)
def test_what_tells_without_a_verb_of_saying_has_its_source(text, source):
    assert [a[0] for a in voices(text)[0]] == [source]


@pytest.mark.parametrize(
    "text",
    [
        "A tap with running water was reported missing by nobody.",
        "The minister shrugged off the fury.",
        "The court held two sessions in May.",
        "The farmers held rallies across the country.",
        "The agency, which demands the accounts be kept, gave the firm until May.",
        "Prices are already considered by the bank in the making of policy.",
        "The record stands at 12 goals.",
        "Two wells with running water were found, and the crew felt the ground shake.",
    ],
)
def test_what_only_looks_like_a_report_has_no_source(text):
    assert voices(text) in ([], [[]])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Two years ago, director Ana Ruiz announced a new plan, boasting that it would last.", "director Ana Ruiz"),
        (
            "Earlier this month deputy prime minister Janos Vela said it needed loans.",
            "deputy prime minister Janos Vela",
        ),
        ("This week, Senator Dana Horak complained again, observing that nothing had changed.", "Senator Dana Horak"),
    ],
)
def test_a_time_at_the_beginning_speaks_for_nobody(text, source):
    assert {a[0] for a in voices(text)[0]} == {source}
