"""Job messages on SQS."""

import json
from typing import TYPE_CHECKING

from factcheck.store.clients import translated_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def job_message(job_id: str) -> str:
    """The body of a message: the job's id, so that no limit on messages limits a job."""
    return json.dumps({"job_id": job_id})


class SqsJobQueue:
    """`factcheck.app.ports.JobQueue` over two standard queues."""

    def __init__(self, client: "SQSClient", analyze_queue_url: str, fetch_queue_url: str) -> None:
        self._client = client
        self._analyze_queue_url = analyze_queue_url
        self._fetch_queue_url = fetch_queue_url

    def send(self, job_id: str, *, fetch: bool) -> None:
        """See `JobQueue`."""
        url = self._fetch_queue_url if fetch else self._analyze_queue_url
        with translated_errors():
            self._client.send_message(QueueUrl=url, MessageBody=job_message(job_id))
