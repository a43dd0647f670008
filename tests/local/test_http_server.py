"""The HTTP server of the local service: its port, and how long it holds an answer."""

import socket
import statistics
import time
from typing import Any

import httpx
import pytest

from factcheck.local.data_lock import DataInUseError, DataLock
from factcheck.local.http_server import HttpServer, PortTakenError


async def hello(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_answers_are_sent_at_once():
    server = HttpServer(hello, 0)
    server.start()
    try:
        with httpx.Client(base_url=server.url, trust_env=False) as http:
            taken = []
            for _ in range(15):
                began = time.perf_counter()
                assert http.get("/").text == "hello"
                taken.append(time.perf_counter() - began)
    finally:
        server.stop()

    assert statistics.median(taken) < 0.03  # Nagle's algorithm would hold each back for 0.04 s


def test_taken_port_is_named_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortTakenError, match=f"Port {port} is taken by another program"):
            HttpServer(hello, port)


def test_port_is_free_again_after_the_stop():
    server = HttpServer(hello, 0)
    server.start()
    port = int(server.url.rpartition(":")[2])
    server.stop()

    HttpServer(hello, port).stop()


def test_data_folder_is_for_one_service_at_a_time(tmp_path):
    first, second = DataLock(tmp_path / "data"), DataLock(tmp_path / "data")
    first.acquire()

    with pytest.raises(DataInUseError, match="Another service is running"):
        second.acquire()

    first.release()
    second.acquire()
    second.release()
