from __future__ import annotations

import socket

import pytest

from tests.ui.running import assert_refused, run


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_the_page_is_not_served_to_other_machines(host: str) -> None:
    assert_refused(run("chat", "--host", host), 1, "this machine", "newsdesk users add NAME", "ssh -L")


@pytest.mark.usefixtures("home")
def test_a_taken_port_is_named_with_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_refused(run("chat", "--port", str(port)), 1, f"127.0.0.1:{port}", f"newsdesk chat --port {port + 1}")


def test_a_port_that_does_not_exist_is_wrong_use() -> None:
    assert_refused(run("chat", "--port", "70000"), 2)
