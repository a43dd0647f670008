"""Sockets are off, but for the tests of what speaks over them: the stores, the local service and the built functions."""

from pathlib import Path

import pytest
from pytest_socket import disable_socket, enable_socket

TESTS = Path(__file__).parent
ON_THE_WIRE = {"contract", "local", "runtime"}


def _off(item: pytest.Item) -> bool:
    return item.path.relative_to(TESTS).parts[0] not in ON_THE_WIRE


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _off(item):
        disable_socket(allow_unix_socket=True)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    if _off(item):
        enable_socket()
