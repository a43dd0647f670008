"""What a running service says of itself. Apart from the other answers, because it is asked of cold functions most."""

import json
from collections.abc import Mapping
from typing import Any

_PIPELINE = "pipeline"


def health_json(versions: Mapping[str, str]) -> str:
    """The body of GET /health: a `HealthModel`, written without loading the models."""
    return json.dumps({"status": "ok", "versions": shown_versions(versions)}, separators=(",", ":"))


def shown_versions(versions: Mapping[str, str]) -> dict[str, Any]:
    """The pipeline's version apart from those of the models, as `VersionsModel` has them."""
    models = {name: versions[name] for name in sorted(versions) if name != _PIPELINE}
    return {"pipeline": versions.get(_PIPELINE, ""), "models": models}
