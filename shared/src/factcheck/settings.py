"""The environment as one typed value, read once by the composition root; nothing else looks at the environment.

A plain dataclass, because every cold start reads it, and loading pydantic for it would be half of a light one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_PREFIX = "FACTCHECK_"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class SettingsError(ValueError):
    """A variable holds no value of its type; the message names it."""


def _setting(default: Any, description: str) -> Any:  # noqa: ANN401 - as dataclasses.field
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every variable is `FACTCHECK_` and the field's name in capitals; `template.yaml` sets them all in Lambda."""

    stage: str = _setting("local", "name of the deployment; part of log lines")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR")
    main_table: str = _setting("factcheck-main", "table of articles, claims, edges, verdicts and jobs")
    index_table: str = _setting("factcheck-index", "table of the search index")
    changes_table: str = _setting("factcheck-changes", "table whose stream drives the change worker")
    idempotency_table: str = _setting("factcheck-idempotency", "table of idempotency records")
    keys_table: str = _setting("factcheck-keys", "table of hashed API keys")
    analyze_queue_url: str = _setting("", "SQS queue of the analysing worker")
    fetch_queue_url: str = _setting("", "SQS queue of the fetching worker")
    dynamodb_endpoint: str | None = _setting(None, "another DynamoDB than AWS's own, such as http://127.0.0.1:8001")
    region: str = _setting("eu-central-1", "AWS region")
    require_key: bool = _setting(False, "1: every request needs an X-Api-Key; always 1 in the cloud")
    callback_secret: str = _setting("", "signs the reports POSTed to callback_url; empty: callbacks are refused")
    feeds: str = _setting("", "URLs of ClaimReview feeds, separated by spaces, that are imported every six hours")
    max_receives: int = _setting(5, "deliveries of a queue message before its job is given up")
    vector_index_arn: str = _setting("", "S3 vector index that finds related articles; empty: lists in the index table")
    data_dir: str = _setting(".data", "folder of the local service's database and queue")
    engine_binary: str | None = _setting(None, "path of the embedded DynamoDB engine, where it is not in node_modules")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the `FACTCHECK_…` variables; what is unset or empty takes its default.

        Raises:
            SettingsError: a variable holds no value of its type.
        """
        given: dict[str, Any] = {}
        for each in fields(cls):
            variable = _PREFIX + each.name.upper()
            if environment.get(variable):
                given[each.name] = _value(variable, environment[variable], each.type)
        if "AWS_REGION" in environment:
            given.setdefault("region", environment["AWS_REGION"])
        return cls(**given)


def _value(variable: str, text: str, kind: object) -> str | int | bool:
    if kind is bool:
        if text.lower() in _YES | _NO:
            return text.lower() in _YES
        raise SettingsError(f"{variable}: has to be 1 or 0.")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{variable}: has to be a whole number.") from None
    return text
