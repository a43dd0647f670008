"""The environment as one typed model, read once by the composition root; nothing else looks at the environment."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

_PREFIX = "FACTCHECK_"


class Settings(BaseModel):
    """Every variable is `FACTCHECK_` and the field's name in capitals; `template.yaml` sets them all in Lambda."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str = Field("local", description="name of the deployment; part of log lines")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    main_table: str = Field("factcheck-main", description="table of articles, claims, edges, verdicts and jobs")
    index_table: str = Field("factcheck-index", description="table of the search index")
    changes_table: str = Field("factcheck-changes", description="table whose stream drives the change worker")
    idempotency_table: str = Field("factcheck-idempotency", description="table of idempotency records")
    keys_table: str = Field("factcheck-keys", description="table of hashed API keys")
    analyze_queue_url: str = Field("", description="SQS queue of the analysing worker")
    fetch_queue_url: str = Field("", description="SQS queue of the fetching worker")
    dynamodb_endpoint: str | None = Field(
        None, description="another DynamoDB than AWS's own, such as http://127.0.0.1:8001"
    )
    region: str = Field("eu-central-1", description="AWS region")
    require_key: bool = Field(False, description="1: every request needs an X-Api-Key; always 1 in the cloud")
    callback_secret: str = Field(
        "", description="signs the reports POSTed to callback_url; empty: callbacks are refused"
    )
    max_receives: int = Field(5, description="deliveries of a queue message before its job is given up")
    data_dir: str = Field(".data", description="folder of the local service's database and queue")
    engine_binary: str | None = Field(
        None, description="path of the embedded DynamoDB engine, where it is not in node_modules"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the `FACTCHECK_…` variables; what is unset or empty takes its default.

        Raises:
            pydantic.ValidationError: a variable holds no value of its type.
        """
        given = {
            name: environment[_PREFIX + name.upper()]
            for name in cls.model_fields
            if environment.get(_PREFIX + name.upper())
        }
        if "AWS_REGION" in environment:
            given.setdefault("region", environment["AWS_REGION"])
        return cls.model_validate(given)
