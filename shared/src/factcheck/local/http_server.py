"""Serves an ASGI application from a thread of this process."""

import errno
import socket
import threading
import time
from typing import Any

import uvicorn

LOOPBACK = "127.0.0.1"
_START_SECONDS = 10.0
_GRACE_SECONDS = 10


class PortTakenError(Exception):
    """Something else listens on the port, or it may not be used."""


class HttpServer:
    """uvicorn on the loopback address only.

    Args:
        application: answers the requests.
        port: 0 takes any free one.

    Raises:
        PortTakenError: the port cannot be had.
    """

    def __init__(self, application: Any, port: int) -> None:  # noqa: ANN401 - uvicorn's own types name three protocols
        self._socket = _listen(port)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            application,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    def start(self) -> None:
        """Answer requests from now on.

        Raises:
            RuntimeError: the server did not come up.
        """
        self._thread.start()
        until = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("the HTTP server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Let requests in hand finish, then close the port."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_GRACE_SECONDS + 5)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


def _listen(port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off only for sockets that name TCP; with it every answer takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a service that was just stopped may be started again at once
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "errno", None)
        if reason == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} is taken by another program. Choose another one: make serve PORT={port + 1}"
            ) from None
        raise PortTakenError(f"Port {port} cannot be used: {error}.") from None
    return listener
