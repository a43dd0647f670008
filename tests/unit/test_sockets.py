import socket

import pytest
from pytest_socket import SocketBlockedError


def test_unit_tests_reach_nothing():
    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET)
