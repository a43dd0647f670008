"""Runs a built function under AWS's Lambda Runtime Interface Emulator with awslambdaric, without a container.

The interpreter sees what it would see in Lambda: the function, its layers, the standard library, the runtime's own
client, and nothing that happens to be installed on this machine.
"""

import contextlib
import http.client
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from tools.built_stack import ROOT, BuiltFunction

SAM_VENV = ROOT / ".venv-sam"
RUNTIME = SAM_VENV / "lambda-runtime"
BOOTSTRAP = Path(__file__).with_name("lambda_bootstrap.py")

_INVOKE = "/2015-03-31/functions/function/invocations"
_START_SECONDS = 10.0


class MissingToolError(Exception):
    """Something that the emulator needs is not installed; the message says what to do."""


class InvocationError(Exception):
    """The function raised, was killed, or timed out; the payload is what Lambda would answer."""


def find_python() -> str:
    """A python3.13: `.venv-sam`'s, on the PATH, pyenv's or uv's.

    Raises:
        MissingToolError: there is none.
    """
    own = SAM_VENV / "bin" / "python3.13"
    if own.exists():
        return str(own.resolve())
    found = shutil.which("python3.13")
    if found and subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode == 0:  # noqa: S603
        return found
    pyenv = sorted(
        Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))).glob("versions/3.13*/bin/python3.13")
    )
    if pyenv:
        return str(pyenv[-1])
    uv = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")
    if Path(uv).exists():
        asked = subprocess.run([uv, "python", "find", "3.13"], check=False, capture_output=True, text=True)  # noqa: S603
        if asked.returncode == 0:
            return asked.stdout.strip()
    raise MissingToolError("python3.13 is needed: on the PATH, in pyenv, or by `uv python install 3.13`.")


def find_emulator() -> Path:
    """The emulator that comes with the SAM CLI.

    Raises:
        MissingToolError: the SAM CLI is not installed in .venv-sam.
    """
    machine = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
    found = sorted(SAM_VENV.glob(f"lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}"))
    if not found or not RUNTIME.is_dir() or sys.platform != "linux":
        raise MissingToolError("The Lambda emulator is not installed (Linux only): run `make sam-cli`.")
    return found[0]


class Emulator:
    """One function, ready to be invoked; one invocation at a time, two at once break it.

    Args:
        function: What to run.
        opt: Its layers, unpacked.
        environment: Added to the function's own variables.
        timeout_seconds: In the place of the template's.
    """

    def __init__(
        self,
        function: BuiltFunction,
        opt: Path,
        *,
        environment: dict[str, str] | None = None,
        timeout_seconds: int | None = None,
        log: Path | None = None,
    ) -> None:
        self._function = function
        self._opt = opt
        self._environment = environment or {}
        self._timeout = timeout_seconds or function.timeout_seconds
        self._log = log or opt.parent / f"{function.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self._port, runtime_port = _free_port(), _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TZ": ":UTC",
            "AWS_REGION": "eu-central-1",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "emulator",
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_LAMBDA_FUNCTION_NAME": self._function.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self._function.memory_mb),
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self._timeout),
            "LAMBDA_TASK_ROOT": str(self._function.code),
            "LAMBDA_RUNTIME_DIR": str(RUNTIME),
            "EMULATED_OPT": str(self._opt),
            **self._function.environment,
            **self._environment,
        }
        command = [
            str(find_emulator()),
            "--log-level",
            "error",
            "--runtime-interface-emulator-address",
            f"127.0.0.1:{self._port}",
            "--runtime-api-address",
            f"127.0.0.1:{runtime_port}",
            # -B: layers are read-only in Lambda, so no byte code is written there either.
            *(find_python(), "-I", "-S", "-B", str(BOOTSTRAP), self._function.handler),
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_listens()
        return self

    def __exit__(self, *_: object) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for name in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, name)
                process.wait(2)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the emulator and the function took so far; unlike the clock, no neighbour changes it."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if self._process is not None and int(fields[3]) == self._process.pid:  # session
                    ticks += int(fields[11]) + int(fields[12])  # user and system
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def log(self) -> str:
        """What the function and the emulator wrote."""
        return self._log.read_text("utf-8", "replace")

    def invoke(self, event: dict[str, Any]) -> Any:  # noqa: ANN401 - what the function returned
        """The function's answer.

        Raises:
            InvocationError: the function raised, died or timed out.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout + 30)
        try:
            connection.request("POST", _INVOKE, json.dumps(event).encode())
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        try:
            answer = json.loads(text)
        except ValueError:
            raise InvocationError(text) from None
        if isinstance(answer, dict) and "errorType" in answer and "errorMessage" in answer:
            raise InvocationError(text)
        return answer

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.005)
        raise MissingToolError(f"The emulator did not start; {self._log} may say why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
