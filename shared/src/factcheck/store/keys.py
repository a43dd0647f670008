"""Every key of every table, built here and nowhere else.

MainTable
    ART#<article>   ANN                               the job that makes it
                    CLM#<variant>                     the reading (head)
                    CLM#<variant>#<digest>#<nnnn>     the reading's further chunks
                    EDG#<other article>               edges to one other article
                    GONE                              the article is being withdrawn
                    META                              header and origin: the article is committed
                    TXT#<nnnn>                        text
                    VRD                               verdicts as they stand
                    VRH#<version>                     what a version changed
    DAYS            <date>                            a day on which articles were received
    SRC#<source>    <yyyy-mm>                         a month in which articles of the source were received
    FBK#<date>      <feedback>                        what readers report
    JOB#<job>       META, REQ#<digest>#<nnnn> (request), REP#<digest>#<nnnn> (report)
    FCK#<fact-check>  META                            a published fact-check
    GSI1            SRC#<source>#<yyyy-mm>            <time>#<article>
                    FCKS#<shard>                      <fact-check>
    GSI2            DAY#<date>#<shard>                <time>#<article>
IndexTable
    CELL#<index version>#<list>   <yyyymmddhhmmss>#<article>
    INDEX                         STATE               which version is read, and how far a rebuild has come
    ART#<article>                 ENTRY#<index version>, ENTRY#<index version>#<digest>#<nnnn>
    FWRD#<index version>#<word>   <yyyymmdd>#<digest>   fact-checks with a word, newest date of the block first
    FCEL#<index version>#<cell>   <yyyymmdd>#<digest>   fact-checks of a cell
ChangesTable        CHG#<article>#<kind>
IdempotencyTable    IDM#<key>
KeysTable           KEY#<hash>, CNT#<key id>#<minute>

Sort keys are named so that the range from CLM to VRD is a report, and the history behind it is left out.
"""

import hashlib
from datetime import UTC, datetime

from factcheck.domain.values import ArticleHeader, ChangeKind
from factcheck.store.items import time_text

DAY_SHARDS = 8
"""Partitions a day's articles are spread over: 8 times 1,000 write units a second."""

_SOURCE_BYTES = 1000  # a partition key may take 2,048

Key = dict[str, str]


def digest(*parts: str | bytes | None) -> str:
    """Eight bytes of SHA-256 in hex; tells contents apart that share a partition."""
    h = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(b"\0" if raw is None else b"\1" + len(raw).to_bytes(8, "big") + raw)
    return h.hexdigest()[:16]


# Articles


def article(article_id: str) -> str:
    """The partition of an article."""
    return f"ART#{article_id}"


def article_of_partition(partition: str) -> str:
    """The article whose partition it is."""
    return partition.removeprefix("ART#")


REPORT_RANGE = ("CLM", "VRD")
EDGE_RANGE = ("EDG#", "EDG#~")
VERDICT_RANGE = ("VRD", "VRH#~")
"""The sheet and its history."""


def meta(article_id: str) -> Key:
    """The item that makes an article visible."""
    return {"PK": article(article_id), "SK": "META"}


def gone(article_id: str) -> Key:
    """The item that stands from an article's withdrawal until nothing of it is left."""
    return {"PK": article(article_id), "SK": "GONE"}


def text(article_id: str, number: int) -> Key:
    """A chunk of the text."""
    return {"PK": article(article_id), "SK": f"TXT#{number:04d}"}


def variant(header: ArticleHeader) -> str:
    """Names what a reading depends on besides the text.

    The same text may be submitted twice at once with other titles or dates, before either is committed; the header that
    wins the commit then still finds the reading that was made with it.
    """
    published = None if header.published_at is None else time_text(header.published_at)
    return digest(header.title, published, header.language)


def reading(article_id: str, variant_name: str, content: str = "", number: int = 0) -> Key:
    """The head of a reading, or its chunk `number` ≥ 1; further chunks are named by content, so heads swap whole."""
    more = f"#{content}#{number:04d}" if number else ""
    return {"PK": article(article_id), "SK": f"CLM#{variant_name}{more}"}


def edges(article_id: str, other_id: str) -> Key:
    """All edges from one article to another, at the former's end."""
    return {"PK": article(article_id), "SK": f"EDG#{other_id}"}


def article_of_edges(sort_key: str) -> str:
    """The other article that a sort key of edges names."""
    return sort_key.removeprefix("EDG#")


def sheet(article_id: str) -> Key:
    """The verdicts as they stand."""
    return {"PK": article(article_id), "SK": "VRD"}


def sheet_changes(article_id: str, version: int) -> Key:
    """What one version of the sheet changed."""
    return {"PK": article(article_id), "SK": f"VRH#{version:010d}"}


def listing(header: ArticleHeader) -> dict[str, str]:
    """The secondary keys that list an article by source and month, and by day of arrival; none for a private one."""
    if header.owner is not None:
        return {}
    received = header.received_at.astimezone(UTC)
    moment = f"{time_text(received)}#{header.id}"
    return {
        "GSI1PK": source_month(header.source, received),
        "GSI1SK": moment,
        "GSI2PK": day_shard(received, int(digest(header.id), 16) % DAY_SHARDS),
        "GSI2SK": moment,
    }


def source_month(source: str, when: datetime) -> str:
    """The listing of one source's articles of one month."""
    return f"{source_months(source)}#{month(when)}"


def source_months(source: str) -> str:
    """The partition that names the months in which a source has articles."""
    if len(source.encode()) > _SOURCE_BYTES:
        source = f"{source[: _SOURCE_BYTES // 8]}…{digest(source)}"
    return f"SRC#{source}"


def month(when: datetime) -> str:
    """Year and month, in UTC."""
    moment = when.astimezone(UTC)
    return f"{moment.year:04d}-{moment.month:02d}"


DAYS = "DAYS"
"""The partition that names the days on which articles were received."""


def calendar(header: ArticleHeader) -> list[Key]:
    """What says that there is something to list: a day, and a month of the source; nothing for a private article."""
    if header.owner is not None:
        return []
    return [
        {"PK": DAYS, "SK": header.received_at.astimezone(UTC).date().isoformat()},
        {"PK": source_months(header.source), "SK": month(header.received_at)},
    ]


def feedback(received: datetime, feedback_id: str) -> Key:
    """What a reader reports; by day, for the operator reads it day by day."""
    return {"PK": f"FBK#{received.astimezone(UTC).date().isoformat()}", "SK": feedback_id}


def day_shard(received: datetime, shard: int) -> str:
    """One of the `DAY_SHARDS` listings of the articles received in a day."""
    return f"DAY#{received.date().isoformat()}#{shard}"


# Jobs


def announcement(article_id: str) -> Key:
    """Which job makes an article."""
    return {"PK": article(article_id), "SK": "ANN"}


REQUEST_RANGE = ("META", "REQ#~")
REPORT_OF_JOB_RANGE = ("META", "REP#~")


def job(job_id: str) -> Key:
    """A job's state."""
    return {"PK": f"JOB#{job_id}", "SK": "META"}


def job_request(job_id: str, content: str, number: int) -> Key:
    """A chunk of what is to be analysed."""
    return {"PK": f"JOB#{job_id}", "SK": f"REQ#{content}#{number:04d}"}


def job_report(job_id: str, content: str, number: int) -> Key:
    """A chunk of a report that no stored article can answer for."""
    return {"PK": f"JOB#{job_id}", "SK": f"REP#{content}#{number:04d}"}


# Index


def cell(index_version: str, number: int) -> str:
    """The partition of one list of the inverted file."""
    return f"CELL#{index_version}#{number}"


def cell_entry(index_version: str, number: int, when: datetime, article_id: str) -> Key:
    """An article in a list."""
    return {"PK": cell(index_version, number), "SK": cell_place(when, article_id)}


def cell_place(when: datetime, article_id: str) -> str:
    """Where an article stands in any list: by the second from which it speaks, then by its id."""
    moment = when.astimezone(UTC)
    return f"{day(when)}{moment.hour:02d}{moment.minute:02d}{moment.second:02d}#{article_id}"


def article_of_cell_entry(sort_key: str) -> str:
    """The article that a sort key of a cell names."""
    return sort_key.partition("#")[2]


def cell_range(since: datetime, until: datetime) -> tuple[str, str]:
    """The sort keys of the seconds from `since` to `until`, both included."""
    return cell_place(since, ""), cell_place(until, "~")


def day(when: datetime) -> str:
    """The UTC date in digits. `strftime` would not pad years below 1000."""
    moment = when.astimezone(UTC)
    return f"{moment.year:04d}{moment.month:02d}{moment.day:02d}"


def entry(article_id: str, index_version: str, content: str = "", number: int = 0) -> Key:
    """The head of an index entry, or its chunk `number` ≥ 1."""
    more = f"#{content}#{number:04d}" if number else ""
    return {"PK": article(article_id), "SK": f"ENTRY#{index_version}{more}"}


INDEX_STATE: Key = {"PK": "INDEX", "SK": "STATE"}
"""Which versions of the index there are, and how far a rebuild has come."""


# Fact-checks

FACTCHECK_SHARDS = 16
"""Partitions that list all fact-checks: what an index is rebuilt from."""

WHOLE_PARTITION = ("0", "~")


def factcheck(factcheck_id: str) -> Key:
    """A published fact-check."""
    return {"PK": f"FCK#{factcheck_id}", "SK": "META"}


def factcheck_listing(factcheck_id: str) -> Key:
    """The secondary keys that list it."""
    shard = int(digest(factcheck_id), 16) % FACTCHECK_SHARDS
    return {"GSI1PK": factcheck_shard(shard), "GSI1SK": factcheck_id}


def factcheck_shard(shard: int) -> str:
    """One of the partitions that list all fact-checks."""
    return f"FCKS#{shard}"


def factcheck_word(index_version: str, word: str) -> str:
    """The partition of the fact-checks that hold a word."""
    return f"FWRD#{index_version}#{word}"


def factcheck_cell(index_version: str, number: int) -> str:
    """The partition of the fact-checks of a cell."""
    return f"FCEL#{index_version}#{number}"


def factcheck_block(partition: str, newest: datetime | None, content: bytes) -> Key:
    """A block of fact-checks of one such partition; those without a date lie where the oldest do."""
    return {"PK": partition, "SK": f"{'00010101' if newest is None else day(newest)}#{digest(content)}"}


# Tables with one item a key


def change(article_id: str, kind: ChangeKind) -> Key:
    """A record of the change stream."""
    return {"PK": f"CHG#{article_id}#{kind.value}"}


def idempotency(key: str) -> Key:
    """What an Idempotency-Key is bound to; hashed, for callers choose its length."""
    return {"PK": f"IDM#{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"}


def api_key(secret_sha256: str) -> Key:
    """An API key."""
    return {"PK": f"KEY#{secret_sha256}"}


def call_count(key_id: str, minute: int) -> Key:
    """The calls of one key in one minute."""
    return {"PK": f"CNT#{key_id}#{minute}"}
