"""Stands between a function and the embedded DynamoDB, writes down what is called, and takes SQS messages itself."""

import hashlib
import http.client
import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


@dataclass
class Calls:
    """What was called, as IAM names it: `dynamodb:PutItem` on a table, `sqs:SendMessage` on a queue."""

    actions: set[tuple[str, str, str]] = field(default_factory=set)
    messages: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take_messages(self, queue: str) -> list[str]:
        """Bodies that were sent to a queue since the last call."""
        with self.lock:
            taken = [body for name, body in self.messages if name == queue]
            self.messages = [(name, body) for name, body in self.messages if name != queue]
            return taken


class StandIn:
    """An endpoint for one function. With `silent` set it accepts requests and answers none, as a dead network does."""

    def __init__(self, caller: str, engine: str, calls: Calls, *, host: str = "127.0.0.1") -> None:
        self.silent = threading.Event()
        self._released = threading.Event()
        engine_host, engine_port = str(urlsplit(engine).hostname), int(urlsplit(engine).port or 80)
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                service, _, action = self.headers.get("X-Amz-Target", ".").partition(".")
                if stand_in.silent.is_set():
                    stand_in._released.wait()
                    self.close_connection = True
                    return
                with calls.lock:
                    calls.actions.update(
                        (caller, *each) for each in _actions(service, action, json.loads(body or b"{}"))
                    )
                if service == "AmazonSQS":
                    self._answer(200, {}, _take_message(calls, json.loads(body)))
                    return
                connection = http.client.HTTPConnection(engine_host, engine_port, timeout=30)
                try:
                    passed = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                    connection.request("POST", self.path, body, passed)
                    answer = connection.getresponse()
                    self._answer(answer.status, dict(answer.getheaders()), answer.read())
                finally:
                    connection.close()

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in {"content-length", "connection", "transfer-encoding", "date", "server"}:
                        self.send_header(name, value)
                if not headers:
                    self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()


def _take_message(calls: Calls, request: dict[str, Any]) -> bytes:
    body = request["MessageBody"]
    with calls.lock:
        calls.messages.append((request["QueueUrl"].rpartition("/")[2], body))
    digest = hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
    return json.dumps({"MessageId": str(uuid.uuid4()), "MD5OfMessageBody": digest}).encode()


def _actions(service: str, action: str, request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if service == "AmazonSQS":
        yield f"sqs:{action}", request.get("QueueUrl", "").rpartition("/")[2]
    elif action in {"TransactWriteItems", "TransactGetItems"}:
        for each in request["TransactItems"]:
            (kind, arguments), *_ = each.items()
            yield f"dynamodb:{_TRANSACTION.get(kind, 'GetItem')}", arguments["TableName"]
    elif "RequestItems" in request:
        yield from ((f"dynamodb:{action}", table) for table in request["RequestItems"])
    else:
        index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
        yield f"dynamodb:{action}", request.get("TableName", "") + index
