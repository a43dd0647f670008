"""Speaks to a running service over HTTP, as any program of its users would."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

_PAUSE_SECONDS = 0.2


class ServiceError(Exception):
    """The service refused or could not be reached; the message is for the person at the terminal."""


class ServiceClient:
    """Submits articles and reads reports.

    Args:
        url: where the service is, such as `http://127.0.0.1:8000`.
        api_key: sent as `X-Api-Key`, where the service asks for one.
        http: replaces the HTTP client (tests).
    """

    def __init__(self, url: str, *, api_key: str | None = None, http: httpx.Client | None = None) -> None:
        headers = {"x-api-key": api_key} if api_key else {}
        self._url = url
        self._http = http or httpx.Client(base_url=url, timeout=35.0, headers=headers, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def submit(self, article: Mapping[str, Any], *, wait_seconds: float = 900.0) -> dict[str, Any]:
        """The report of an article, also when the service takes its time over it.

        Raises:
            ServiceError: refused, unreachable, or not finished within `wait_seconds`.
        """
        response = self._call("POST", "/v1/articles", json=dict(article))
        if response.status_code != httpx.codes.ACCEPTED:
            return self._json(response)
        return self._wait(self._json(response), time.monotonic() + wait_seconds)

    def report(self, article_id: str) -> dict[str, Any]:
        """A stored report as it stands now.

        Raises:
            ServiceError: unknown or unreachable.
        """
        return self._json(self._call("GET", f"/v1/articles/{article_id}"))

    def _wait(self, job: dict[str, Any], until: float) -> dict[str, Any]:
        while time.monotonic() < until:
            job = self._json(self._call("GET", f"/v1/jobs/{job['id']}"))
            if job["status"] == "failed":
                raise ServiceError(f"The analysis failed: {job.get('problem', {}).get('detail', 'no reason given')}")
            if job["status"] == "complete":
                return self.report(job["article_id"])
            time.sleep(_PAUSE_SECONDS)
        raise ServiceError(f"The job {job['id']} has not ended in time.")

    def _call(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own arguments
        try:
            return self._http.request(method, path, **more)
        except httpx.TimeoutException:
            raise ServiceError(f"{self._url} did not answer in time.") from None
        except httpx.TransportError as error:
            raise ServiceError(f"{self._url} cannot be reached: {error}. Is `make serve` running?") from None

    @staticmethod
    def _json(response: httpx.Response) -> dict[str, Any]:
        try:
            body = response.json()
        except ValueError:
            raise ServiceError(f"The service answered {response.status_code} without JSON.") from None
        if response.is_error or not isinstance(body, dict):
            raise ServiceError(f"The service answered {response.status_code}: {_reason(body)}")
        return body


def _reason(problem: object) -> str:
    if not isinstance(problem, Mapping):
        return "no reason given"
    fields = [f"{'.'.join(map(str, e.get('location', [])))}: {e.get('message')}" for e in problem.get("errors") or []]
    detail = problem.get("detail") or problem.get("title") or problem.get("message") or "no reason given"
    return "; ".join([str(detail), *fields])
