"""Bodies with several articles, each taken or refused on its own."""

from factcheck.api.models import MAX_BATCH, BatchProblemModel, ProblemModel, SubmitArticleModel
from factcheck.api.problems import Problem
from factcheck.domain.errors import InvalidInputError
from factcheck.domain.values import Submission

_MEMBER = "articles"


def read_batch(body: dict[str, object]) -> list[object]:
    """The articles of a batch, unread.

    Raises:
        InvalidInputError: there are none, or too many, or the body holds something else.
    """
    articles = body.get(_MEMBER)
    if not isinstance(articles, list) or not 1 <= len(articles) <= MAX_BATCH:
        raise InvalidInputError(f"It must be an array of 1 to {MAX_BATCH} articles.", ("body", _MEMBER))
    unknown = next((name for name in body if name != _MEMBER), None)
    if unknown is not None:
        raise InvalidInputError("There is no such field.", ("body", unknown))
    return articles


def submission_of(entry: object) -> Submission:
    """One article of a batch.

    Raises:
        pydantic.ValidationError: it cannot be used.
    """
    return SubmitArticleModel.model_validate(entry).submission()


def batch_problem(problem: Problem) -> BatchProblemModel:
    """Why one article of a batch was not taken."""
    return BatchProblemModel(problem=ProblemModel.model_validate(problem.document()))
