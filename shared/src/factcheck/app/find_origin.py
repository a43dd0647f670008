"""The origin of an article: the connected component of near copies that it belongs to."""

from collections.abc import Iterable, Mapping

from factcheck.app.ports import ArticleStore
from factcheck.domain.ids import origin_id
from factcheck.domain.values import ArticleCard, ArticleHeader, Origin


def lone_origin(header: ArticleHeader) -> Origin:
    """The origin of an article that is nobody's copy."""
    return Origin(origin_id(header.id), None, (header.source,))


def joined_origin(header: ArticleHeader, copies: Iterable[ArticleCard], store: ArticleStore) -> Origin:
    """The origin of an article that joins the components of its copies, from the origins that are stored for them.

    One read however large the components are. The change worker, which walks them, has the last word.
    """
    known = {card.header.id: card for card in copies}
    earliest = store.cards({c.origin.copy_of for c in known.values() if c.origin.copy_of} - known.keys())
    first = min((header, *(c.header for c in (known | earliest).values())), key=lambda h: (h.when, h.id)).id
    outlets = {header.source}.union(*(card.origin.outlets for card in known.values()))
    shared = min((origin_id(header.id), *(card.origin.id for card in known.values())))
    return Origin(shared, None if first == header.id else first, tuple(sorted(outlets)))


def component(article_id: str, store: ArticleStore) -> dict[str, frozenset[str]]:
    """All committed articles that hang together with one by links of copies, itself included, with their neighbours.

    Links are written at both ends before either article is committed, so the walk from any member finds the same set.
    """
    members: dict[str, frozenset[str]] = {}
    frontier = {article_id}
    while frontier:
        links = {article: store.neighbours(article) for article in sorted(store.cards(frontier))}
        members |= {article: frozenset(others) for article, others in links.items()}
        frontier = {other for others in links.values() for other, copy in others.items() if copy} - members.keys()
    return members


def origins_of(members: Mapping[str, ArticleHeader]) -> dict[str, Origin]:
    """The origin of each member of one component."""
    earliest = min(members.values(), key=lambda header: (header.when, header.id)).id
    outlets = tuple(sorted({header.source for header in members.values()}))
    shared = origin_id(min(members))
    return {m: Origin(shared, None if m == earliest else earliest, outlets) for m in members}
