"""The change worker: after an article was committed or withdrawn, judge anew what it touches.

Everything is recomputed from the edges and origins as they stand, so the order and number of calls do not matter: the
last worker to run after the last commit sees all of it. A sheet is written by condition on its version; who loses reads
again.
"""

from factcheck.app.find_origin import component, origins_of
from factcheck.app.ports import ArticleStore, Clock
from factcheck.crosscheck.verdict import decide_all
from factcheck.domain.errors import VersionConflictError
from factcheck.domain.values import Change, VerdictChange, VerdictSheet

_TRIES = 20
"""Conditional writes in a row that may lose before the change is handed back to be delivered again."""


class CrossCheck:
    """Brings origins and verdicts up to date with one change."""

    def __init__(self, *, articles: ArticleStore, clock: Clock) -> None:
        self._articles = articles
        self._clock = clock

    def __call__(self, change: Change) -> None:
        """Judge anew the changed article and all that it touches. Idempotent.

        Raises:
            VersionConflictError: others kept writing the same sheet; let the change be delivered again.
            StoreUnavailableError: let the change be delivered again.
        """
        touched = {change.article_id, *self._neighbours(change.article_id)}
        for moved in self._refresh_origins(change.article_id):
            touched |= {moved, *self._neighbours(moved)}
        for article in sorted(touched):
            self._judge(article, change.article_id)

    def _neighbours(self, article_id: str) -> set[str]:
        return {group.other.id for group in self._articles.edges(article_id)}

    def _refresh_origins(self, article_id: str) -> list[str]:
        """Recompute the origin of every article in the component of `article_id`; returns those that changed."""
        groups = self._articles.edges(article_id)
        if not any(group.copy for group in groups):
            return []
        moved: set[str] = set()
        for _ in range(_TRIES):
            start = self._articles.cards([article_id])
            if not start:
                return sorted(moved)
            # The versions are read before the links, so that a write on them fails if anything came between.
            before = self._articles.cards(component(start[article_id].header, groups, self._articles))
            members = component(start[article_id].header, groups, self._articles)
            if members.keys() != before.keys():
                continue
            try:
                for member, origin in origins_of(members).items():
                    if before[member].origin != origin:
                        self._articles.save_origin(member, origin, before[member].origin_version)
                        moved.add(member)
            except VersionConflictError:
                continue
            return sorted(moved)
        raise VersionConflictError(f"the origins around {article_id} kept changing")

    def _judge(self, article_id: str, caused_by: str) -> None:
        for _ in range(_TRIES):
            sheet = self._articles.sheet(article_id)
            if sheet is None:
                return
            groups = self._articles.edges(article_id)
            cards = self._articles.cards({article_id, *(group.other.id for group in groups)})
            if article_id not in cards:
                return
            after = decide_all(cards[article_id], sheet.verdicts, groups, cards, self._clock(), before=sheet.verdicts)
            if after == sheet.verdicts:
                return
            version = sheet.version + 1
            changes = [
                VerdictChange(claim, sheet.verdicts[claim].verdict, new.verdict, caused_by, version)
                for claim, new in after.items()
                if new.verdict != sheet.verdicts[claim].verdict
            ]
            try:
                self._articles.save_sheet(article_id, VerdictSheet(version, after), changes)
            except VersionConflictError:
                continue
            return
        raise VersionConflictError(f"the verdicts of {article_id} kept changing")
