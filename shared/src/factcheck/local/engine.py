"""The embedded DynamoDB: one static binary on SQLite, run as a child of the local service.

    with open_database(settings) as endpoint: …

Its files stand under the data folder. One service at a time may have the folder: a file lock sees to it, and whoever
holds the lock ends an engine that a killed service left behind (on Linux the kernel ends it with its parent).
"""

import atexit
import contextlib
import http.client
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from factcheck.domain.errors import FactcheckError
from factcheck.settings import Settings

_HOST = "127.0.0.1"
_START_SECONDS = 10.0
_STOP_SECONDS = 5.0
_POLL_SECONDS = 0.01
_LONGEST_RESTART_SECONDS = 2.0

_PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}

# PR_SET_PDEATHSIG stays set across exec; it ends the child when the thread that made it ends. The parent is looked at
# once more, since it may have died before the call. (A `preexec_fn` would do the same, but not beside threads.)
_DIE_WITH_PARENT = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); "
    "os.getppid() == int(sys.argv[1]) or sys.exit(1); os.execv(sys.argv[2], sys.argv[2:])"
)


class EngineUnavailableError(FactcheckError):
    """The embedded database cannot be started; the message says what to do."""

    code = "engine_unavailable"


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """The endpoint of the database of a local service, for as long as the block runs.

    Raises:
        EngineUnavailableError: no endpoint is set and the engine cannot be started.
    """
    if settings.dynamodb_endpoint:
        yield settings.dynamodb_endpoint
        return
    binary = None if settings.engine_binary is None else Path(settings.engine_binary)
    with EmbeddedEngine(Path(settings.data_dir), binary=binary) as engine:
        yield engine.endpoint


def package_name() -> str:
    """The npm package that holds the engine for this machine."""
    machine = platform.machine().lower()
    return f"@dynoxide/{_PLATFORMS.get(sys.platform, sys.platform)}-{_MACHINES.get(machine, machine)}"


def find_binary(given: Path | None = None, roots: tuple[Path, ...] | None = None) -> Path:
    """The engine's binary: `given`, or the npm package in a node_modules of `roots` or above.

    Raises:
        EngineUnavailableError: there is none.
    """
    if given is not None:
        if given.is_file():
            return given
        raise EngineUnavailableError(
            f"FACTCHECK_ENGINE_BINARY names {given}, which is no file. Unset it and run `npm ci`, "
            "or set FACTCHECK_DYNAMODB_ENDPOINT to the address of DynamoDB Local or AWS."
        )
    name = "dynoxide.exe" if sys.platform == "win32" else "dynoxide"
    for root in roots if roots is not None else (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (root, *root.parents):
            binary = folder / "node_modules" / package_name() / name
            if binary.is_file():
                return binary
    raise EngineUnavailableError(
        f"The embedded database (npm package {package_name()}) is not installed. Run `npm ci` in the project's folder, "
        "or set FACTCHECK_DYNAMODB_ENDPOINT to the address of DynamoDB Local or AWS."
    )


class EmbeddedEngine:
    """The engine as a child process that is started again should it die. Use it as a context manager.

    Args:
        data_dir: Folder of the database; made if missing.
        binary: The engine; looked for in node_modules if None.

    Raises:
        EngineUnavailableError: on entering, if there is no binary, the folder is in use, or the engine does not answer.
    """

    def __init__(self, data_dir: Path, *, binary: Path | None = None) -> None:
        self._data_dir = data_dir
        self._given = binary
        self._lock_file: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None
        self._stopping = threading.Event()
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """Where the engine listens; the same after it was started again."""
        return f"http://{_HOST}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the engine and wait until it answers. Nothing happens if it runs."""
        if self._keeper is not None:
            return
        binary = find_binary(self._given)
        self._data_dir.mkdir(parents=True, exist_ok=True)
        self._lock_folder()
        try:
            self._end_orphan()
            self._stopping.clear()
            self._port = _free_port()
            self._keeper = threading.Thread(target=self._keep_running, args=(binary,), name="engine", daemon=True)
            self._keeper.start()
            atexit.register(self.stop)
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the engine and give the folder free. Idempotent."""
        atexit.unregister(self.stop)
        self._stopping.set()
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._keeper is not None:
            self._keeper.join(_STOP_SECONDS)
            self._keeper = None
        if self._lock_file is not None:
            self._pid_path.unlink(missing_ok=True)
            self._lock_file.close()
            self._lock_file = None

    def healthy(self) -> bool:
        """Whether the engine answers a request within a second."""
        return _answers(self._port)

    @property
    def _pid_path(self) -> Path:
        return self._data_dir / "engine.pid"

    @property
    def _log_path(self) -> Path:
        return self._data_dir / "engine.log"

    def _lock_folder(self) -> None:
        if sys.platform == "win32":  # SQLite alone guards the files there
            return
        import fcntl  # noqa: PLC0415 - not on Windows

        lock_file = (self._data_dir / "engine.lock").open("w")
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock_file.close()
            raise EngineUnavailableError(
                f"Another service uses the data folder {self._data_dir}. Stop it, or set FACTCHECK_DATA_DIR to another."
            ) from None
        self._lock_file = lock_file

    def _end_orphan(self) -> None:
        """End the engine of a service that was killed; the lock says that no service lives that it could belong to."""
        try:
            pid = int(self._pid_path.read_text())
        except (OSError, ValueError):
            return
        if str(self._database_path) not in _command_line(pid):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline and _command_line(pid):
            time.sleep(_POLL_SECONDS)

    @property
    def _database_path(self) -> Path:
        return (self._data_dir / "store.db").resolve()

    def _keep_running(self, binary: Path) -> None:
        """Runs in a thread of its own, which lives as long as the engine: the kernel ties the child to it."""
        command = [str(binary), "--host", _HOST, "--port", str(self._port), "--db-path", str(self._database_path)]
        if sys.platform == "linux":
            command = [sys.executable, "-ISc", _DIE_WITH_PARENT, str(os.getpid()), *command]
        pause = 0.0
        while not self._stopping.wait(pause):
            with self._log_path.open("ab") as log:
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603
            self._process = process
            self._pid_path.write_text(str(process.pid))
            if self._stopping.is_set():
                process.terminate()
            started = time.monotonic()
            process.wait()
            lived = time.monotonic() - started
            pause = 0.0 if lived > _LONGEST_RESTART_SECONDS else min(_LONGEST_RESTART_SECONDS, 2 * pause + 0.05)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if _answers(self._port):
                return
            time.sleep(_POLL_SECONDS)
        raise EngineUnavailableError(
            f"The embedded database did not start within {_START_SECONDS:.0f} s; {self._log_path} may say why. "
            "Or set FACTCHECK_DYNAMODB_ENDPOINT to the address of DynamoDB Local or AWS."
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(_HOST, port, timeout=1)
    headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}
    # The engine checks no signature, but wants to see one.
    headers["Authorization"] = (
        "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
    )
    try:
        connection.request("POST", "/", "{}", headers)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _command_line(pid: int) -> str:
    """The command line of a process; empty if there is none (a zombie has none either)."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    listed = subprocess.run(["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603
    return listed.stdout.strip()
