"""The change worker: after articles were committed or withdrawn, judge anew what they touch.

Everything is recomputed from the edges and origins as they stand, so the order and number of calls do not matter: the
last worker to run after the last commit sees all of it. A sheet is written by condition on its version; who loses reads
again.

The changes of a batch are taken together: an article that many of them touch is judged once, and a group of copies is
walked once. So what a flood of articles on one event costs grows with the number of batches, not with its square.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from factcheck.app.find_origin import component, joined_origin, origins_of
from factcheck.app.ports import ArticleStore, ClaimIndex, Clock
from factcheck.crosscheck.verdict import decide_all
from factcheck.domain.errors import FactcheckError, OutOfTimeError, VersionConflictError
from factcheck.domain.factchecks import is_factcheck
from factcheck.domain.values import ArticleCard, Change, ChangeKind, EdgeGroup, VerdictChange, VerdictSheet

_TRIES = 20
"""Conditional writes in a row that may lose before the change is handed back to be delivered again."""

_TOGETHER = 16
"""Articles whose edges are held in memory at once; of a viral event each has hundreds of groups of them."""


class CrossCheck:
    """Brings origins and verdicts up to date with changes."""

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
        for error in self.batch([change]).values():
            raise error

    def batch(
        self, changes: Sequence[Change], *, in_time: Callable[[], bool] = lambda: True
    ) -> dict[int, FactcheckError]:
        """Judge anew what the changes touch, each article once. Idempotent.

        Args:
            changes: In the order of the stream.
            in_time: Asked between steps; False ends the call, and what is not done comes again.

        Returns:
            The changes that have to be delivered again, by position, with the reason.
        """
        failed: dict[int, FactcheckError] = {}
        touched = self._spread_all(changes, failed, in_time)
        # In the order of the changes: if time runs out, the first are done.
        articles = list(touched)
        for start in range(0, len(articles), _TOGETHER):
            together = articles[start : start + _TOGETHER]
            causes = {article: [changes[p].article_id for p in touched[article]] for article in together}
            for article, reason in self._judge_together(causes, in_time=in_time).items():
                for position in touched[article]:
                    failed.setdefault(position, reason)
        for position, change in enumerate(changes):
            if change.kind is ChangeKind.DELETED and position not in failed:
                with _noting(failed, position):
                    self._articles.purge(change.article_id)
        return failed

    def _spread_all(
        self, changes: Sequence[Change], failed: dict[int, FactcheckError], in_time: Callable[[], bool]
    ) -> dict[str, list[int]]:
        """The articles to be judged, each with the positions of the changes that touch it."""
        touched: dict[str, list[int]] = {}
        copies: dict[str, set[str]] = {}
        for position, change in enumerate(changes):
            with _noting(failed, position):
                if not in_time():
                    raise _out_of_time()
                for article in sorted(self._spread(change, copies)):
                    touched.setdefault(article, []).append(position)
        return touched

    def _spread(self, change: Change, copies: dict[str, set[str]]) -> set[str]:
        """Bring the origins up to date with a change; returns the articles to be judged.

        `copies` holds, by member, what the groups of copies touch that were brought up to date in this batch: all its
        changes were committed before, so it need not be done for every member of a group.
        """
        article = change.article_id
        if change.kind is ChangeKind.DELETED:
            copies.clear()
            return self._undo(article)
        start = self._articles.cards([article]).get(article)
        if start is None:
            return set()
        links = self._articles.neighbours(article)
        if start.header.owner is not None:
            # Nobody but its owner sees it: it takes its origin from its copies, and they nothing from it.
            self._save_private_origin(start, [other for other, copy in links.items() if copy])
            return {article}
        if not any(links.values()):
            return {article, *_articles(links)}
        if article not in copies:
            members = self._refresh_origins(article)
            # What all of them touch, whether or not an origin moved just now: a worker that died may have moved it.
            touched = {*members, *_articles(other for others in members.values() for other in others)}
            copies.update(dict.fromkeys(members, touched))
        return {article, *_articles(links), *copies.get(article, ())}

    def _undo(self, article_id: str) -> set[str]:
        """Take a withdrawn article out of everything that it touched; returns the articles to be judged.

        Its own edges name what it touched, so they go last, when all of that is judged (`purge`), and a worker that
        dies half-way finds them again. One that was submitted anew and committed since is judged like any other by the
        change of that commit.
        """
        if not self._articles.withdrawing(article_id):
            return set()
        self._index.remove(article_id)
        links = self._articles.neighbours(article_id)
        # At a fact-check's end too, where the articles that it checks are named.
        self._articles.drop_edges(sorted(links), article_id)
        touched = set(_articles(links))
        for other, copy in links.items():
            if copy:  # even if that is nobody's copy any more, for it was one until now
                members = self._refresh_origins(other)
                touched |= {*members, *_articles(o for others in members.values() for o in others)}
        return touched - {article_id}

    def _refresh_origins(self, article_id: str) -> dict[str, frozenset[str]]:
        """Recompute the origin of every article in the component of `article_id`; returns them with their neighbours.

        Raises:
            VersionConflictError: others kept changing the component.
        """
        for _ in range(_TRIES):
            # The versions are read before the links, so that a write on them fails if anything came between.
            before = self._articles.cards(component(article_id, self._articles))
            members = component(article_id, self._articles)
            if not members:
                return {}
            if members.keys() != before.keys():
                continue
            try:
                for member, origin in origins_of({m: card.header for m, card in before.items()}).items():
                    if before[member].origin != origin:
                        self._articles.save_origin(member, origin, before[member].origin_version)
            except VersionConflictError:
                continue
            return members
        raise VersionConflictError(f"the origins around {article_id} kept changing")

    def _save_private_origin(self, card: ArticleCard, copies: Sequence[str]) -> None:
        origin = joined_origin(card.header, self._articles.cards(copies).values(), self._articles)
        if origin != card.origin:
            self._articles.save_origin(card.header.id, origin, card.origin_version)

    def judge(self, article_id: str, caused_by: str) -> None:
        """Bring the verdicts of one article up to date with its edges.

        Raises:
            VersionConflictError: others kept writing the same sheet.
            StoreUnavailableError: try again.
        """
        for error in self._judge_together({article_id: [caused_by]}).values():
            raise error

    def _judge_together(
        self, causes: Mapping[str, Sequence[str]], *, in_time: Callable[[], bool] = lambda: True
    ) -> dict[str, FactcheckError]:
        """Bring the verdicts of a few articles up to date; what they have in common is read once.

        Args:
            causes: By article, what touched it, the latest last.
            in_time: As for `batch`.

        Returns:
            Those that it did not work for, with the reason.
        """
        left = dict(causes)
        for _ in range(_TRIES):
            if not in_time():
                return dict.fromkeys(left, _out_of_time())
            try:
                left = self._judged(left)
            except FactcheckError as error:
                return dict.fromkeys(left, error)
            if not left:
                return {}
        return {article: VersionConflictError(f"the verdicts of {article} kept changing") for article in left}

    def _judged(self, causes: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        """Judge each once; returns those whose sheet another writer changed meanwhile."""
        # The sheets are read before what they are made of, so that a write on them fails if anything came between.
        sheets = self._articles.sheets(causes)
        edges = {article: self._articles.edges(article) for article in sheets}
        others = {group.other.id for groups in edges.values() for group in groups}
        cards = self._articles.cards({*edges, *_articles(others)})
        lost: dict[str, Sequence[str]] = {}
        for article, sheet in sheets.items():
            if article in cards:
                try:
                    self._judge(cards[article], sheet, edges[article], cards, causes[article])
                except VersionConflictError:
                    lost[article] = causes[article]
        return lost

    def _judge(
        self,
        own: ArticleCard,
        sheet: VerdictSheet,
        groups: Sequence[EdgeGroup],
        cards: Mapping[str, ArticleCard],
        causes: Sequence[str],
    ) -> None:
        after = decide_all(own, sheet.verdicts, groups, cards, self._clock(), before=sheet.verdicts)
        if after == sheet.verdicts:
            return
        version = sheet.version + 1
        changes = [
            VerdictChange(claim, sheet.verdicts[claim].verdict, new.verdict, _cause(claim, causes, groups), version)
            for claim, new in after.items()
            if new.verdict != sheet.verdicts[claim].verdict
        ]
        self._articles.save_sheet(own.header.id, VerdictSheet(version, after), changes)


@contextmanager
def _noting(failed: dict[int, FactcheckError], position: int) -> Iterator[None]:
    """Note what goes wrong with a change, and go on with the next one."""
    try:
        yield
    except FactcheckError as error:
        failed[position] = error


def _out_of_time() -> FactcheckError:
    return OutOfTimeError("The worker's time was over; the change comes again.")


def _articles(ids: Iterable[str]) -> Iterator[str]:
    return (each for each in ids if not is_factcheck(each))


def _cause(claim: str, causes: Sequence[str], groups: Sequence[EdgeGroup]) -> str:
    """The latest of the changed articles that say something of the claim; else the latest of all."""
    if len(causes) == 1:
        return causes[0]
    speaking = {group.other.id for group in groups if any(edge.claim_id == claim for edge in group.edges)}
    return next((cause for cause in reversed(causes) if cause in speaking), causes[-1])
