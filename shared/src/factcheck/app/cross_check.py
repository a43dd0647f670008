"""The change worker: after an article was committed or withdrawn, judge anew what it touches.

Everything is recomputed from the edges and origins as they stand, so the order and number of calls do not matter: the
last worker to run after the last commit sees all of it. A sheet is written by condition on its version; who loses reads
again.
"""

from factcheck.app.find_origin import component, origins_of
from factcheck.app.ports import ArticleStore, ClaimIndex, Clock
from factcheck.crosscheck.verdict import decide_all
from factcheck.domain.errors import VersionConflictError
from factcheck.domain.factchecks import is_factcheck
from factcheck.domain.values import Change, ChangeKind, VerdictChange, VerdictSheet

_TRIES = 20
"""Conditional writes in a row that may lose before the change is handed back to be delivered again."""


class CrossCheck:
    """Brings origins and verdicts up to date with one change."""

    def __init__(self, *, articles: ArticleStore, index: ClaimIndex, clock: Clock) -> None:
        self._articles = articles
        self._index = index
        self._clock = clock

    def __call__(self, change: Change) -> None:
        """Judge anew the changed article and all that it touches. Idempotent.

        Raises:
            VersionConflictError: others kept writing the same sheet; let the change be delivered again.
            StoreUnavailableError: let the change be delivered again.
        """
        if change.kind is ChangeKind.DELETED:
            self._undo(change.article_id)
            return
        touched = {change.article_id, *self._neighbours(change.article_id)}
        for moved in self._refresh_origins(change.article_id):
            touched |= {moved, *self._neighbours(moved)}
        for article in sorted(touched):
            self.judge(article, change.article_id)

    def _undo(self, article_id: str) -> None:
        """Take a withdrawn article out of everything that it touched, then remove what is left of it.

        Its own edges name what it touched, so they go last, and a worker that dies half-way finds them again. One that
        was submitted anew and committed since is judged like any other by the change of that commit.
        """
        if not self._articles.withdrawing(article_id):
            return
        self._index.remove(article_id)
        groups = self._articles.edges(article_id)
        # At a fact-check's end too, where the articles that it checks are named.
        self._articles.drop_edges(sorted({group.other.id for group in groups}), article_id)
        touched = {group.other.id for group in groups if not is_factcheck(group.other.id)}
        for group in groups:
            if group.copy:
                for moved in self._refresh_origins(group.other.id, alone=True):
                    touched |= {moved, *self._neighbours(moved)}
        for article in sorted(touched - {article_id}):
            self.judge(article, article_id)
        self._articles.purge(article_id)

    def _neighbours(self, article_id: str) -> set[str]:
        return {g.other.id for g in self._articles.edges(article_id) if not is_factcheck(g.other.id)}

    def _refresh_origins(self, article_id: str, *, alone: bool = False) -> list[str]:
        """Recompute the origin of every article in the component of `article_id`; returns those that changed.

        `alone`: even if it is nobody's copy, for it may have been one until now.
        """
        groups = self._articles.edges(article_id)
        if not alone and not any(group.copy for group in groups):
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

    def judge(self, article_id: str, caused_by: str) -> None:
        """Bring the verdicts of one article up to date with its edges.

        Raises:
            VersionConflictError: others kept writing the same sheet.
        """
        for _ in range(_TRIES):
            sheet = self._articles.sheet(article_id)
            if sheet is None:
                return
            groups = self._articles.edges(article_id)
            others = {group.other.id for group in groups if not is_factcheck(group.other.id)}
            cards = self._articles.cards({article_id, *others})
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
