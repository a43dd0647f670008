"""Take an article out of the store: invisible at once, undone everywhere by the change worker."""

from factcheck.app.ports import ArticleStore
from factcheck.domain import ids
from factcheck.domain.errors import ForbiddenError, NotFoundError
from factcheck.domain.values import Caller

_ADMIN = "admin"


class WithdrawArticle:
    """Withdraws an article of one's own, or any as an administrator."""

    def __init__(self, *, articles: ArticleStore) -> None:
        self._articles = articles

    def __call__(self, article_id: str, *, caller: Caller) -> None:
        """Withdraw it. From then on nobody finds it; its weight in others' verdicts goes a moment later.

        Raises:
            NotFoundError: no such article, or not the caller's to see.
            ForbiddenError: an article of the common store, and the caller is no administrator.
        """
        if not ids.is_id(article_id):
            raise NotFoundError("No article is stored under this id.")
        card = self._articles.cards([article_id]).get(article_id)
        if card is None:
            # A repeat while the worker has not come by yet: what was asked for is being done.
            if _ADMIN in caller.scopes and self._articles.withdrawing(article_id):
                return
            raise NotFoundError("No article is stored under this id.")
        if not caller.may_see(card.header):
            raise NotFoundError("No article is stored under this id.")
        if _ADMIN not in caller.scopes and card.header.owner != caller.key_id:
            raise ForbiddenError("Only an administrator may withdraw an article of the common store.")
        self._articles.withdraw(article_id)
