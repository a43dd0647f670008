"""The origin of an article: the connected component of near copies that it belongs to."""

from collections.abc import Iterable, Mapping

from factcheck.app.ports import ArticleStore
from factcheck.domain.ids import origin_id
from factcheck.domain.values import ArticleHeader, EdgeGroup, Origin


def lone_origin(header: ArticleHeader) -> Origin:
    """The origin of an article that is nobody's copy."""
    return Origin(origin_id(header.id), None, (header.source,))


def component(header: ArticleHeader, groups: Iterable[EdgeGroup], store: ArticleStore) -> dict[str, ArticleHeader]:
    """All committed articles that hang together with `header`'s by links of copies, by id, itself included.

    Links are written at both ends before either article is committed, so the walk from any member finds the same set.
    """
    members = {header.id: header}
    frontier = {group.other.id for group in groups if group.copy}
    while frontier:
        cards = store.cards(frontier)
        members |= {article: card.header for article, card in cards.items()}
        frontier = {group.other.id for article in sorted(cards) for group in store.edges(article) if group.copy}
        frontier -= members.keys()
    return members


def origins_of(members: Mapping[str, ArticleHeader]) -> dict[str, Origin]:
    """The origin of each member of one component."""
    earliest = min(members.values(), key=lambda header: (header.when, header.id)).id
    outlets = tuple(sorted({header.source for header in members.values()}))
    shared = origin_id(min(members))
    return {m: Origin(shared, None if m == earliest else earliest, outlets) for m in members}
