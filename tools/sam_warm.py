"""Runs the SAM CLI many times with its modules loaded once: every command in a child of its own, as `sam` would.

    .venv-sam/bin/python tools/sam_warm.py

Takes lines of standard input, each a JSON list of the command's arguments, a file for its standard output and one for
its standard error; answers each with a line that holds the exit status. Loading takes `sam` two seconds at every start.
"""

import importlib
import json
import os
import sys
from pathlib import Path

from samcli.cli.main import cli

_LOADED_LATE = (
    "samcli.commands.local.invoke.cli",
    "samcli.commands.local.cli_common.invoke_context",
    "samcli.commands.local.lib.local_lambda",
    "samcli.local.docker.manager",
)


def main() -> None:
    """Serve until the input ends."""
    for name in _LOADED_LATE:
        importlib.import_module(name)
    for line in sys.stdin:
        arguments, output, errors = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(arguments, Path(output), Path(errors))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(arguments: list[str], output: Path, errors: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    sys.argv = ["sam", *arguments]
    cli(args=arguments, prog_name="sam")  # raises SystemExit


if __name__ == "__main__":
    main()
