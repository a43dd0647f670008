"""Names for sources that the caller brings: valid within one answer."""

_PREFIX = "provided-"


def provided_id(number: int) -> str:
    """The stand-in for an article id of the caller's source `number`."""
    return f"{_PREFIX}{number}"


def is_provided(article_id: str) -> bool:
    """Whether an article id names a source of the caller."""
    return article_id.startswith(_PREFIX)
