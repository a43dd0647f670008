"""The article inside a web page: text by trafilatura (Barbaresi, ACL 2021), date and language as the page declares."""

import codecs
import json
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from factcheck.domain.errors import FetchError
from factcheck.domain.values import FetchedArticle

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# Below it, pages are paywalls, consent walls, video stubs or error pages that say 200.
MIN_CHARACTERS = 200
# What the API takes as an article's text.
MAX_CHARACTERS = 200_000

# Long pages have some 10,000. Each costs trafilatura about 50 µs and 2 KB: 270,000 links took 14 s and 680 MB.
MAX_ELEMENTS = 50_000
# trafilatura's second opinion, jusText, looks from each block of text for its neighbours, so its time grows with the
# square of the blocks: 1 s for 6,000 of them, about 9 s for 12,000. Above this, trafilatura's own extraction has to do.
_MAX_BLOCKS_FOR_SECOND_OPINION = 5_000
# What jusText 3 counts as a block of text (PARAGRAPH_TAGS and br).
_BLOCKS = (
    *("blockquote", "br", "caption", "center", "col", "colgroup", "dd", "div", "dl", "dt", "fieldset", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "optgroup", "option", "p", "pre"),
    *("table", "td", "textarea", "tfoot", "th", "thead", "tr", "ul"),
)

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The prescan of the HTML standard looks at the first 1,024 bytes; real pages declare it later too.
_PRESCAN = 4096
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-z0-9_:.-]{1,40})", re.IGNORECASE)
# The encodings of the WHATWG Encoding Standard by Python's names. Others are refused on purpose: "punycode", "idna" or
# "unicode_escape" are text codecs for Python too, and slow or wrong on a page.
_ENCODINGS = (
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gbk", "gb18030"}
    | {"big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949", "cp866", "cp874"}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"iso8859-{number}" for number in range(2, 17)}
)
# The standard reads these labels as windows-1252, because that is what the pages mean.
_WINDOWS_1252 = {"iso8859-1", "ascii"}
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254"}

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=\Z|[-_])")
_DATE_PROPERTIES = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued")
# A declared moment may lie a day off the declared day: the one is UTC, the other the outlet's day.
_ONE_DAY = timedelta(days=1)
_MAX_JSON_CHARACTERS = 200_000
_MAX_JSON_NODES = 2_000


def extract_plain(body: bytes, charset: str | None, url: str) -> FetchedArticle:
    """A text/plain document as an article without title, date and language.

    Raises:
        FetchError: too little or too much text.
    """
    return FetchedArticle(url=url, text=_checked(_decode(body, charset).splitlines(), separator="\n"))


def extract_html(body: bytes, charset: str | None, url: str) -> FetchedArticle:
    """The main text of a page, its paragraphs separated by blank lines, without comments, tables and navigation.

    Args:
        body: the page as sent, decompressed.
        charset: the encoding that the HTTP header declares; the page's own declaration comes second.
        url: the page's address after redirects.

    Raises:
        FetchError: no or too little article text, or too much.
    """
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # noqa: PLC0415
    from trafilatura import bare_extraction  # noqa: PLC0415
    from trafilatura.settings import Document  # noqa: PLC0415
    from trafilatura.utils import load_html  # noqa: PLC0415

    try:
        tree = load_html(_decode(body, charset))
        if tree is None:
            raise FetchError("no article text found")
        if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
            raise FetchError(f"The page has more than {MAX_ELEMENTS:,} elements.")
        language, moment = _language(tree), _moment(tree)
        found = bare_extraction(
            tree,
            url=url,
            fast=sum(1 for _ in tree.iter(*_BLOCKS)) > _MAX_BLOCKS_FOR_SECOND_OPINION,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # Without a declared date none is better than one guessed from a footer or from the text.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
        # What trafilatura, htmldate and lxml let through on broken pages; the page is at fault, not the request.
        raise FetchError("no article text found") from None
    if not isinstance(found, Document):  # None: trafilatura found nothing
        raise FetchError("no article text found")
    title = " ".join((found.title or "").split())
    return FetchedArticle(
        url=url,
        text=_checked((found.text or "").splitlines(), separator="\n\n"),
        title=title or None,
        published_at=_published_at(moment, found.date),
        language=language,
    )


def _checked(lines: list[str], *, separator: str) -> str:
    if separator == "\n\n":
        lines = [line.strip() for line in lines if line.strip()]
    text = separator.join(lines).replace("\x00", "").strip()
    if len(text) < MIN_CHARACTERS:
        raise FetchError("no article text found")
    if len(text) > MAX_CHARACTERS:
        raise FetchError(f"The article is longer than {MAX_CHARACTERS:,} characters.")
    return text


def _decode(body: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = _META_CHARSET.search(body[:_PRESCAN])
    known = _known(charset) or _known(declared.group(1).decode("ascii") if declared else None)
    if known is not None:
        return body.decode(known, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _known(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name in _WINDOWS_1252:
        return "cp1252"
    name = _ALIASES.get(name, name)
    return name if name in _ENCODINGS else None


def _language(tree: "HtmlElement") -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    if not declared:
        declared = next(iter(tree.xpath('//meta[@property="og:locale"]/@content')), "")
    found = _LANGUAGE.match(declared.strip().lower())
    return found.group() if found else None


def _moment(tree: "HtmlElement") -> datetime | None:
    """The moment of publication that the page declares in metadata, if it says a time and a zone."""
    declared: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        declared.setdefault(name, meta.get("content") or "")
    candidates = [declared[name] for name in _DATE_PROPERTIES if name in declared]
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        candidates += _json_dates(script.text or "")
    return next((moment for text in candidates if (moment := _aware(text)) is not None), None)


def _json_dates(text: str) -> list[str]:
    if len(text) > _MAX_JSON_CHARACTERS:
        return []
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            break
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if isinstance(node.get("datePublished"), str) and "Article" in str(node.get("@type")):
                found.append(node["datePublished"])
            waiting += [node[key] for key in ("@graph", "mainEntity") if key in node]
    return found


def _aware(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return None if moment.tzinfo is None else moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _published_at(moment: datetime | None, day_text: str | None) -> datetime | None:
    """The declared moment where trafilatura's day agrees or is missing, else that day's midnight in UTC."""
    if not day_text:
        return moment
    try:
        day = date.fromisoformat(day_text[:10])
    except ValueError:
        return moment
    if moment is not None and abs(moment.date() - day) <= _ONE_DAY:
        return moment
    return datetime.combine(day, time(), UTC)
