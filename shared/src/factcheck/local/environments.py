"""Runs the functions of `functions/` in this process as Lambda runs them: an environment takes one event at a time.

Each function has a few environments. An environment is a private copy of the handler's module, so what a handler keeps
at module level (its resolver and the request in hand) is never seen by two invocations at once; the container behind
the handlers is shared and thread-safe.
"""

import importlib.util
import queue
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeAlias

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Event, Any], Any]


@dataclass(frozen=True, slots=True)
class InvocationContext:
    """What Lambda passes beside the event; `timeout_seconds` is counted from the context's making."""

    function_name: str
    timeout_seconds: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 1769
    identity: None = None
    client_context: None = None
    tenant_id: None = None

    @property
    def invoked_function_arn(self) -> str:
        """An ARN of the right form; the account is the one that AWS uses in its examples."""
        return f"arn:aws:lambda:local:123456789012:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where the function would log."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Which stream of the log group."""
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function would be stopped; never below 0."""
        return max(0, int((self.started + self.timeout_seconds - time.monotonic()) * 1000))


class Invoker(Protocol):
    """Runs a function of the service with an event."""

    def submit(self, function: str, event: Event, timeout_seconds: float) -> "Future[Any]":
        """Queue the event for a free environment; the future holds what the handler returns or raises."""


class Environments:
    """All environments of all functions, `concurrency` per function, made when they are first needed.

    Args:
        directory: the folder that holds `<function>/handler.py`.
        concurrency: how many events of one function run at the same time.
    """

    def __init__(self, directory: Path, concurrency: int = 4) -> None:
        self._directory = directory
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._idle: dict[str, queue.LifoQueue[Handler]] = {}
        self._made = 0

    def submit(self, function: str, event: Event, timeout_seconds: float) -> "Future[Any]":
        """Queue the event for a free environment of `function`."""
        with self._lock:
            executor = self._executors.get(function)
            if executor is None:
                executor = ThreadPoolExecutor(self._concurrency, thread_name_prefix=function)
                self._executors[function] = executor
                self._idle[function] = queue.LifoQueue()
        return executor.submit(self._run, function, event, timeout_seconds)

    def prepare(self, function: str) -> None:
        """Make one environment of `function` now, so that its first event does not wait for imports.

        Raises:
            ImportError: the function's module cannot be loaded.
        """
        with self._lock:
            idle = self._idle.setdefault(function, queue.LifoQueue())
            self._executors.setdefault(function, ThreadPoolExecutor(self._concurrency, thread_name_prefix=function))
        idle.put(self._load(function))

    def close(self) -> None:
        """Let running invocations end and drop the waiting ones."""
        with self._lock:
            executors = list(self._executors.values())
            self._executors.clear()
        for executor in executors:
            executor.shutdown(wait=True, cancel_futures=True)

    def _run(self, function: str, event: Event, timeout_seconds: float) -> object:
        idle = self._idle[function]
        try:
            handler = idle.get_nowait()
        except queue.Empty:
            handler = self._load(function)
        try:
            return handler(event, InvocationContext(function, timeout_seconds))
        finally:
            idle.put(handler)

    def _load(self, function: str) -> Handler:
        path = self._directory / function / "handler.py"
        with self._lock:  # imports of the shared package happen once, in one thread
            self._made += 1
            spec = importlib.util.spec_from_file_location(f"{function}.handler_{self._made}", path)
            if spec is None or spec.loader is None or not path.is_file():
                raise ImportError(f"there is no function {function} in {self._directory}")
            module: ModuleType = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
        handler: Handler = module.lambda_handler
        return handler
