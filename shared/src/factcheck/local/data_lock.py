"""One service per data folder: two would deliver every job and every change twice."""

import os
import sys
from pathlib import Path
from typing import IO


class DataInUseError(Exception):
    """Another service runs on this folder."""


class DataLock:
    """A lock that the operating system drops with the process, however it ends.

    Args:
        directory: the data folder; made if it is not there.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / "service.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            DataInUseError: another process holds it.
            OSError: the folder cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="ascii")
        try:
            _lock(file)
        except OSError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise DataInUseError(
                f"Another service is running on {self._path.parent}{f' (process {holder})' if holder else ''}. "
                "Stop it, or give this one another folder with --data-dir or FACTCHECK_DATA_DIR."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it would race with the next holder."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there is none elsewhere

        # A byte far behind the text, because a locked range cannot be read by others.
        file.seek(1_000)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
