"""What readers report about a claim."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedbackKind(StrEnum):
    """What is wrong."""

    WRONG_VERDICT = "wrong_verdict"
    WRONG_SOURCE = "wrong_source"
    NOT_A_CLAIM = "not_a_claim"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One report. It is kept for the operator and changes nothing by itself."""

    id: str
    claim_id: str
    kind: FeedbackKind
    comment: str | None
    received_at: datetime
    key_id: str | None
    """Whose it is; None where no keys are needed."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is stored about an outlet. The counts of claims are those of its `counted` newest articles."""

    source: str
    articles: int
    counted: int
    claims: int
    corroborated: int
    refuted: int
    conflicting: int
    copied: int
    """Articles that are copies of an earlier one of another outlet."""
    first_received_at: datetime
    last_received_at: datetime
