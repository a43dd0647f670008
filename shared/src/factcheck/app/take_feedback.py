"""Keep what readers report about a claim."""

from factcheck.app.ports import ArticleStore, Clock, FeedbackStore
from factcheck.domain import ids
from factcheck.domain.errors import NotFoundError
from factcheck.domain.feedback import Feedback, FeedbackKind
from factcheck.domain.values import Caller


class TakeFeedback:
    """Notes a report for the operator; no verdict changes by it."""

    def __init__(self, *, articles: ArticleStore, feedback: FeedbackStore, clock: Clock) -> None:
        self._articles = articles
        self._feedback = feedback
        self._clock = clock

    def __call__(self, claim_id: str, kind: FeedbackKind, comment: str | None, *, caller: Caller) -> Feedback:
        """Keep it. The same report of the same caller on one day is one.

        Raises:
            NotFoundError: no such claim, or not the caller's to see.
        """
        try:
            article = ids.article_of_claim(claim_id)
        except ValueError:
            raise NotFoundError("No claim is stored under this id.") from None
        card = self._articles.cards([article]).get(article)
        sheet = None if card is None or not caller.may_see(card.header) else self._articles.sheet(article)
        if sheet is None or claim_id not in sheet.verdicts:
            raise NotFoundError("No claim is stored under this id.")
        now = self._clock()
        told = ids.digest_id("fbk", claim_id, kind.value, comment or "", caller.key_id or "")
        taken = Feedback(told, claim_id, kind, comment, now, caller.key_id)
        self._feedback.put(taken)
        return taken
