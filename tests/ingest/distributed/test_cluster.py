from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import IngestSettings, ingest_into
from ingest.distributed.cluster import Cluster
from ingest.errors import ClusterUnreachableError, RayNotInstalledError
from tests.ingest.memory_store import MemoryStore
from tests.ingest.samples import PROSE


def test_without_ray_the_message_names_what_to_install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("ingest.distributed.cluster.find_spec", lambda name: None)
    (folder / "a.txt").write_text(PROSE)

    with pytest.raises(RayNotInstalledError, match=r"pip install .*ray.*leave --engine ray away"):
        ingest_into(MemoryStore(), [folder], settings=IngestSettings(engine="ray"))


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_an_address_where_nothing_listens_is_told_of(scheme: str) -> None:
    pytest.importorskip("ray")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(ClusterUnreachableError, match=f"127.0.0.1:{port}: connection refused.*ray start --head"):
        Cluster(f"{scheme}127.0.0.1:{port}")


def test_a_listener_that_is_no_ray_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setattr("ingest.distributed.cluster._ANSWER_S", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(ClusterUnreachableError, match=r"what listens there is no Ray"):
            Cluster(f"127.0.0.1:{deaf.getsockname()[1]}")


@pytest.mark.parametrize("address", ["head", "head:", ":6379", "head:port", "http://head"])
def test_what_is_no_address_is_told_of(address: str) -> None:
    pytest.importorskip("ray")
    with pytest.raises(ClusterUnreachableError, match="no address such as"):
        Cluster(address)


def test_ray_is_looked_for_without_being_loaded() -> None:
    code = (
        "import sys, ingest.distributed\nfrom ingest.distributed.cluster import check_ray\n"
        "check_ray()\nprint('ray' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout == "False\n"
