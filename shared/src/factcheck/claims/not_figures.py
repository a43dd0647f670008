"""Numbers that measure nothing: dates, clock times, ages in passing, names, ordinals, scores, set phrases."""

import re
from functools import cache

from factcheck.claims.counted import counts_something, is_stop
from factcheck.claims.numbers import Number, data
from factcheck.text.lexicon import alternatives

_REACH = 48
_YEARS = range(1000, 2200)
_LAST_DAY = 31
_LAST_HOUR = 12
_LAST_MINUTE = 2400
_OLDEST = 110
_LABELS_END = 100
_SCORE_END = 20
_CLOCK = re.compile(
    r"\s?(?:[ap]\.?\s?m\b\.?|o['’]clock\b|(?:GMT|UTC|BST|CET|EST|EDT)\b|hrs\b|noon\b|midnight\b)", re.IGNORECASE
)
_CLOCK_WORD = re.compile(
    r"\b(?:at|by|until|till|after|before|from)\s+(?:(?:about|around|roughly|nearly|almost)\s+)?$", re.IGNORECASE
)
_PART_OF_DAY = re.compile(
    r"\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night|sharp\b|on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
)
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|\d{1,2})\b"
_DAY_TIME = r"\b(?:at|until|till|before|around|since)\s+(?:about\s+|around\s+)?"
_TO_THE_HOUR = re.compile(
    rf"(?:\s+minutes?)?\s+(?:past|to)\s+{_HOUR}(?:\s*(?:[,.;:!?]|$|(?:on|in|that|when|as|and)\b))"
)
_HOUR_BEFORE = re.compile(rf"{_DAY_TIME}(?:an?\s+)?$", re.IGNORECASE)
_PAST_THE_HOUR = re.compile(rf"(?:\s+minutes?)?\s+past\s+{_HOUR}")
_MINUTES_BEFORE = re.compile(
    rf"{_DAY_TIME}(?:an?\s+)?(?:[a-z]+|[a-z]+-[a-z]+)\s+(?:minutes?\s+)?(?:past|to)\s+$"
    r"|\b(?:quarter|half)\s+past\s+$|\bminutes?\s+(?:past|to|before|after)\s+$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:shows?|showed|comes?|came|arrives?|arrived|starts?|started|begins?|began|opens?|closes?|up)\s+(?:at|around)\s+$"
)
_TOTALS_AT = re.compile(
    r"\b(?:number|toll|total|count|figure|tally|estimate)s?\b[^.;,]{0,40}\bat\s+(?:\w+\s+)?$", re.IGNORECASE
)
_AT = re.compile(r"\bat\s+(?:about\s+|around\s+|roughly\s+|nearly\s+|almost\s+)?$")
_DOTTED = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_AFTER_TIME = re.compile(r",?\s+(?:when|as|on|in\s+the|sharp|and\s+not)\b")
_PAUSE = re.compile(r"\s*(?:and\b|[,.;]|$)")
_PAUSE_OR_DAY = re.compile(r"\s*(?:[,.;:]|$|(?:on|in|that|when|as|half|the|and)\b)")
_COLON_TIME = re.compile(r"[:h]\d\d\b|/\d")
_AFTER_COLON = re.compile(r"\d[:h/]$")
_AGO = re.compile(
    r"\s+(?:hours?|days?|weeks?|fortnights?|months?|years?|decades?|minutes?|centuries)"
    r"\s+(?:\w+\s+)?(?:ago|later|earlier)\b"
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|[^\W\d_]*\d", re.IGNORECASE)
_AGE_AFTER = re.compile(r"[\s-](?:years?|months?|weeks?|days?)[\s-]olds?\b", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages(?:\s+of)?)\s+(?:between\s+|from\s+)?(?:\d+\s*(?:to|and|-|–)\s*)?$", re.IGNORECASE
)
_AGED_BETWEEN = re.compile(r"\b(?:is|are|was|were|aged?)\s+(?:between|from)\s+(?:\d+\s+(?:and|to)\s+)?$", re.IGNORECASE)
_OLDER_THAN = re.compile(
    r"\b(?:people|persons?|adults?|men|women|man|woman|children|child|kids?|boys?|girls?|those|anyone|anybody|everyone|"
    r"residents?|patients?|pensioners?|owners?|homeowners?|tenants?|customers?|members?|passengers?|employees?|farmers?|voters?|drivers?|workers?|citizens?|pupils?|teenagers?|minors?|players?|all|both|each|the)"
    r"\s+(?:who\s+(?:is|are|was|were)\s+)?(?:aged?\s+)?(?:over|under|above|below|older\s+than|younger\s+than)\s+"
    r"(?:the\s+age\s+of\s+)?$",
    re.IGNORECASE,
)
_IS_AGED = re.compile(r"\b(?:who|he|she|I)\s+(?:is|was|am|turned|turns|just\s+turned)\s+$")
_WILL_BE = re.compile(r"\b(?:will|would)\s+be\s+$")
_BY_THEN = re.compile(r"\s+(?:before|when|by\s+the\s+time|by\s+then)\b")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'&.-]*)\s+$")
_WORD_COMMA = re.compile(r"([^\W\d_][\w'’-]*)\s*,\s*$")
_AS_SHARE = re.compile(r",\s+or\s+(?:\w+\s+)?[\d.]+\s?(?:%|per\s?cent)")
"""“48, or 60 percent,” is a count and its share, not the age of what stands before it."""
_OPENER = re.compile(r"([\w’']+)[\s(]*$")
_MODEL = re.compile(r"[^\W\d_]\w*[-–]\Z")
_GLUED_BEFORE = re.compile(r"[\w@#/]\Z|\w\.\Z|№\s?\Z")  # \Z: a line may end there
_GLUED_AFTER = re.compile(r"\.\d+|@|\.[a-z]{2,}")
_SCORE = (
    r"\s+(?:ruling|vote|decision|win|victory|defeat|loss|majority|lead|draw|score|split|margin|verdict|triumph|"
    r"thrashing|home|away|on|at|against|by|in|to|after|thanks|with)\b"
)
_SCORE_AFTER = re.compile(rf"[-–:]\d{{1,3}}\b(?:(?!\s*(?:%|[a-z]))|(?={_SCORE}))")
_SCORE_BEFORE = re.compile(r"\d[-–:]$")
_RANGE_AFTER = re.compile(r"[-–]\d+\s*(?:%|\w+s\b)|\s+(?:to|and)\s+\d|\s*%")
_SENTENCE_EDGE = re.compile(r"(?:^|[.!?:”\"—–])\s*$")
_LABELLED = re.compile(r"\b([A-Z][a-z]{2,})\s+$")  # "the Sector 9 barracks"
_DOUBLE_NOUN = re.compile(r"\b(?:an?|the|body|his|her|in|to)\s+$", re.IGNORECASE)
_DOUBLE_THE = re.compile(r"\s+(?:the|its|their|what|that|his|her)\b")
_DOUBLE_SET = re.compile(
    r"[\s-]+(?:check|bed|room|agent|standards?|decker|glazing|act|bill|digits?|jab|whammy|life|murder)\b"
)
_HALF_SET = re.compile(r"[\s-]+(?:time|hearted|way|brother|sister|century|day|back)\b")
_THIRD_SET = re.compile(
    r"\s+(?:term|time|party|person|place|quarter|generation|straight|consecutive|successive|child|reading|world|rail|day|month|year|week|round)\b"
)
_FROM_SHARE = re.compile(r"\b(?:from|by|up|down|cut|reduced|fell|rose|risen|fallen|shrank|grew|grown|dropped)\b")
_HALF_OF_GAME = re.compile(r"\b(?:first|second|opening|latter)\s+$", re.IGNORECASE)
_ON_A_THIRD = re.compile(r"\b(?:on|with)\s+$", re.IGNORECASE)
_TO_A_THIRD = re.compile(r"\b(?:for|to)\s+$", re.IGNORECASE)
_WORD_SET = re.compile(
    r"-(?:way|sided|handed|party|time|storey|story|off|man|woman|person|star|seater|piece|bedroom|bed|wheel|door|eyed|legged|fold|to)\b"
)
_COMPARATIVE = re.compile(
    r"more|less|(?:few|small|larg|bigg|high|low|cheap|short|long|fast|slow|great|strong|weak|old|young|wid|deep|lat|"
    r"light|heavi|warm|cold|hott|thinn|narrow|clos|earli|poor|rich|dear|pric[ei]|tall|near|quick)e?r"
)
_NEXT_ORDINAL = re.compile(
    r",?\s+(?:and|or|then)\s+(?:perhaps\s+)?(?:a\s+)?(?:fourth|fifth|sixth|seventh)\s+[a-z]", re.IGNORECASE
)
_ORDINAL_WORD = re.compile(r"an?[\s-]+(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:number|chapter|phase|part|no|day|page|clause|article|section|verse|platform|gate|ward|lane|item)\s+$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:clause|article|section|paragraph|chapter|rule|version|figure|table|annex)\s+$", re.IGNORECASE
)
_NEGATED = re.compile(r"(?:\b(?:not|never|without|nobody|no\s+one|none|nor|cannot)|n['’]t)\b[^.;:!?]*$", re.IGNORECASE)
_OWN_PAIR = re.compile(r"\bown\s+$")
_LIMBS = re.compile(r"\s+(?:feet|hands|eyes|ears|legs)\b")
_IN_ONE = re.compile(r"\s+(?:piece|go|voice|word|breath|sitting|fell\s+swoop)\b")
_ONE_BY_ONE = re.compile(r"\s+(?:by\s+one|another)\b")
_NOT_ONE = re.compile(r"\b(?:not|no|any|this|that|every|each|the|if|unless|when)\s+(?:his\s+last\s+)?$", re.IGNORECASE)


def _opens_a_name(text: str, number: Number, before: str, after: str) -> bool:
    """“the presence of the Three Kings”: a number with a capital in the middle of a sentence, before another."""
    written = text[number.start : number.end]
    inside = before[-1:].isspace() and before.rstrip()[-1:].isalpha()
    return number.kind == "words" and written.istitle() and inside and re.match(r"\s[A-Z]", after) is not None


def is_no_figure(text: str, number: Number) -> bool:
    """Whether `number` of `text` is no quantity."""
    before = text[max(0, number.start - _REACH) : number.start]
    after = text[number.end : number.end + _REACH]
    if number.kind == "multiple":
        return _is_set_multiple(before, after)
    if number.kind == "fraction":
        return _is_set_fraction(before, after, number) or _is_ordinal(text, number) or _is_to_the_hour(before, after)
    return (
        _opens_a_name(text, number, before, after)
        or _is_label(text, number, before, after)
        or _is_date(text, number, before, after)
        or _is_clock(text, number, before, after)
        or _is_age(text, number, before, after)
    )


@cache
def _month_after() -> re.Pattern[str]:
    return re.compile(
        rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{alternatives(data()['months'])})\b\.?(?!\s+(?:have|has|can|could|be)\b)",
        re.IGNORECASE,
    )


@cache
def _month_before() -> re.Pattern[str]:
    capital = "|".join(f"{month.capitalize()}" for month in data()["months"])
    return re.compile(rf"(?<!\w)(?:{capital})\.?\s+(?:the\s+)?$")


def _is_day(number: Number) -> bool:
    whole = number.kind == "digits" and float(number.value).is_integer() and not number.scaled and not number.currency
    return whole and 1 <= number.value <= _LAST_DAY


def _is_date(text: str, number: Number, before: str, after: str) -> bool:
    if _is_day(number) and (_month_after().match(after) or _month_before().search(before)):
        return True
    return _is_year(text, number, before) or _is_time_ago(text, number)


def _is_time_ago(text: str, number: Number) -> bool:
    """In "four years ago" and "two days later" a day is named."""
    return _AGO.match(text, number.end) is not None


def _is_year(text: str, number: Number, before: str) -> bool:
    written = text[number.start : number.end]
    if number.kind != "digits" or number.currency or len(written) != len("2031") or not written.isdigit():
        return False
    if int(written) not in _YEARS:
        return False
    if not counts_something(text, number.end):
        return True
    if re.match(rf"\s+(?:\w+\s+)?{alternatives(data()['year_nouns'])}\b", text[number.end : number.end + _REACH]):
        return True
    found = _OPENER.search(before)
    opener = found[1].casefold() if found else ""
    if opener in {"her", "his", "its", "their", "our", "my", "the"}:
        return True  # "her 2018 tax returns"
    return opener in data()["months"] or opener in {"in", "since", "during", "until", "late", "early", "mid", "year"}


def _is_clock(text: str, number: Number, before: str, after: str) -> bool:
    if number.currency:
        return False
    coloned = _COLON_TIME.match(after) or _AFTER_COLON.search(before) or _is_dotted_time(text, number, before, after)
    if coloned or (_CLOCK.match(after) and number.value <= _LAST_MINUTE):
        return True
    if _is_to_the_hour(before, after) or _is_hour_after(number, before, after):
        return True
    return _is_hour(text, number, before, after)


def _is_hour(text: str, number: Number, before: str, after: str) -> bool:
    """“At five in the morning”, "came at 6": an hour without more."""
    if number.kind == "digits":
        return number.value <= _LAST_HOUR and bool(_AROUND.search(before) and _PAUSE.match(after))
    if number.kind != "words" or number.value > _LAST_HOUR or not _CLOCK_WORD.search(before):
        return False
    if _PART_OF_DAY.match(after):
        return True
    at = _AT.search(before) is not None and _PAUSE.match(after) is not None
    at = at and _TOTALS_AT.search(before) is None  # "put the number of cases at four"
    return at and not counts_something(text, number.end)


def _is_dotted_time(text: str, number: Number, before: str, after: str) -> bool:
    """“called a halt at 10.40, when …”."""
    written = _DOTTED.fullmatch(text, number.start, number.end)
    return written is not None and _AT.search(before) is not None and _AFTER_TIME.match(after) is not None


def _is_to_the_hour(before: str, after: str) -> bool:
    """“At ten to five”, "by a quarter past ten": the minutes."""
    past = _PAST_THE_HOUR.match(after) is not None
    return past or (_TO_THE_HOUR.match(after) is not None and _HOUR_BEFORE.search(before) is not None)


def _is_hour_after(number: Number, before: str, after: str) -> bool:
    """The hour in "at ten to five" and in "two minutes before eleven"."""
    hour = float(number.value).is_integer() and number.value <= _LAST_HOUR
    return hour and _MINUTES_BEFORE.search(before) is not None and _PAUSE_OR_DAY.match(after) is not None


def _is_age(text: str, number: Number, before: str, after: str) -> bool:
    if number.currency or number.scaled:
        return False
    if _AGE_AFTER.match(text, number.end) or _AGE_BEFORE.search(before):
        return True
    aged = _IS_AGED.search(before) and _PAUSE.match(after)
    if number.value <= _OLDEST and (aged or (_WILL_BE.search(before) and _BY_THEN.match(after))):
        return True
    grouped = _AGED_BETWEEN.search(before) or (number.value <= _OLDEST and _OLDER_THAN.search(before))
    if grouped and not counts_something(text, number.end):
        return True
    word = None if _AS_SHARE.match(after) else _WORD_COMMA.search(before)
    if word is None or not 1 <= number.value <= _OLDEST or number.kind != "digits":
        return False
    return after[:1] == "," or (word[1][0].isupper() and after[:1] in {".", ")"})


def _is_label(text: str, number: Number, before: str, after: str) -> bool:
    if number.kind == "words":
        single = number.value == 1 and text[number.start : number.end].casefold().endswith(("single", "solitary"))
        return (single and _NEGATED.search(before) is not None) or _is_set_phrase(before, after, number)
    if number.currency:
        return False
    clause = _CLAUSE.search(before) and number.value < _LABELS_END
    if clause or (_ORDINAL.match(after) and not number.short_scale):
        return True
    if _MODEL.search(before) or _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
        return True
    if counts_something(text, number.end):
        return _is_labelled(number, before)
    return _is_score(number, before, after) or _is_named(number, before, after)


def _is_labelled(number: Number, before: str) -> bool:
    """“The Sector 9 barracks”: a capital before the number makes it a name whatever follows."""
    word = _LABELLED.search(before)
    known = word is not None and word[1].casefold() in data()["labels"] and word[1].casefold() not in {"top", "under"}
    return known and number.value < _LABELS_END and float(number.value).is_integer() and not number.scaled


def _is_score(number: Number, before: str, after: str) -> bool:
    scored = _SCORE_AFTER.match(after) or _SCORE_BEFORE.search(before)
    return bool(scored) and number.value < _SCORE_END and not _RANGE_AFTER.match(after)


def _is_named(number: Number, before: str, after: str) -> bool:
    """“Ward 7”, "Mill 3": a number behind a name, or behind a word for things that are numbered."""
    word = _WORD_BEFORE.search(before)
    if word is None or number.scaled or _RANGE_AFTER.match(after):
        return False
    lower = word[1].casefold().rstrip(".")
    if lower in data()["labels"]:
        return lower not in {"top", "under"} or word[1][0].isupper()
    ahead = before[: word.start()]
    return (
        word[1][0].isupper()
        and not lower.endswith("s")
        and not _SENTENCE_EDGE.search(ahead)
        and not re.search(r"\b[Tt]he\s+$", ahead)
        and number.value < _LABELS_END
        and float(number.value).is_integer()
        and lower not in data()["stops"]
    )


def _is_set_multiple(before: str, after: str) -> bool:
    """“a double bed”, "to double check": only a verb or "double the …" is a ratio."""
    if _DOUBLE_SET.match(after) or re.match(r"\s+down\b", after):
        return True
    return bool(_DOUBLE_NOUN.search(before)) and not _DOUBLE_THE.match(after)


def _is_set_fraction(before: str, after: str, number: Number) -> bool:
    if _HALF_SET.match(after) or _HALF_OF_GAME.search(before) or _ON_A_THIRD.search(before):
        return True
    if number.value < 1 / 2 and _TO_A_THIRD.search(before) and re.match(r"\s*(?:[.;!?,]|$)", after):
        return _FROM_SHARE.search(before) is None
    return number.value < 1 / 2 and _THIRD_SET.match(after) is not None


def _is_ordinal(text: str, number: Number) -> bool:
    """“A third man”: a noun behind it; not so "a third of", "a third more", "a quarter smaller"."""
    after = text[number.end : number.end + _REACH]
    if _NEXT_ORDINAL.match(after):
        return True  # "a third and a fourth exchange"
    word = re.match(r"\s+([a-z]\w*)", after)
    if word is None or not _ORDINAL_WORD.match(text, number.start):
        return False
    return not (is_stop(word[1]) or _COMPARATIVE.fullmatch(word[1]) or word[1] in {"of", "all"})


def _is_set_phrase(before: str, after: str, number: Number) -> bool:
    if number.value == 0 or _NUMBERED.search(before) or _ONE_BY_ONE.match(after):
        return True
    if number.value == 1 and (_NOT_ONE.search(before) or _IN_ONE.match(after)):
        return True
    if number.value == len("ab") and _OWN_PAIR.search(before) and _LIMBS.match(after):
        return True
    return number.value <= len("ab") and _WORD_SET.match(after) is not None
