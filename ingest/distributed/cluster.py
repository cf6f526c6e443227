"""The connection to a Ray cluster: one that is running somewhere, or one on this machine for the run.

Ray's own words are kept off the terminal, and it sends nothing about its use. An application that has connected to Ray
itself keeps its connection, which is used here and left open.
"""

from __future__ import annotations

import logging
import os
import socket
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from ..errors import ClusterUnreachableError, RayNotInstalledError

__all__ = ["Cluster", "check_ray"]

_CONNECT_S = 5.0
_ANSWER_S = 15.0
_OBJECTS_BYTES = 512 * 1024 * 1024
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns of what will change
    "RAY_SCHEDULER_EVENTS": "0",
    "RAY_worker_niceness": "0",  # else its workers get what other programs leave over
}


def check_ray() -> None:
    """Raises RayNotInstalledError if Ray is not installed. Costs no import."""
    if find_spec("ray") is None:
        raise RayNotInstalledError


class Cluster:
    """A connection to Ray.

    Args:
        address: `host:port`, `ray://host:port` or `auto`; None starts a cluster on this machine.

    Raises:
        ClusterUnreachableError: nothing answers there, or it is no Ray cluster of this release.
    """

    def __init__(self, address: str | None) -> None:
        check_ray()
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        import ray

        self.ray: ModuleType = ray
        self._is_ours = not ray.is_initialized()
        if self._is_ours:
            self._connect(address)

    def close(self) -> None:
        """Leave the cluster; one that was started for the run ends."""
        if self._is_ours:
            self.ray.shutdown()
            _let_ray_print(self.ray, True)

    def cpus(self) -> float:
        """The CPUs of the cluster in all."""
        return float(self.ray.cluster_resources().get("CPU", 0))

    def _connect(self, address: str | None) -> None:
        options: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
        if address is None:
            options |= {"address": "local", "include_dashboard": False, "object_store_memory": _OBJECTS_BYTES}
        else:
            _knock(address)
            options |= {"address": address}
        _let_ray_print(self.ray, False)
        for is_last in (address is not None, True):  # Ray gives up too soon on a machine that is busy
            try:
                self.ray.init(**options)
                return
            except Exception as err:  # Ray raises many kinds, a bare Exception among them
                self.ray.shutdown()
                if is_last:
                    _let_ray_print(self.ray, True)
                    raise ClusterUnreachableError(address, _first_line(err)) from err


def _knock(address: str) -> None:
    """Whether anything listens there at all: Ray itself would try for a long time, and end this process then."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if address in ("auto", "local"):
        return
    if not host or not port.isdigit():
        raise ClusterUnreachableError(address, "it is no address such as 10.0.0.1:6379")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_S).close()
    except (OSError, OverflowError) as err:
        raise ClusterUnreachableError(address, (getattr(err, "strerror", None) or str(err)).lower()) from err
    if os.environ.get("RAY_USE_TLS", "0") in ("0", ""):
        _check_answer(address, f"{host}:{port}")


def _check_answer(address: str, target: str) -> None:
    """Whether what listens there speaks gRPC, as Ray does."""
    import grpc  # type: ignore[import-untyped]

    with grpc.insecure_channel(target) as channel:
        try:
            grpc.channel_ready_future(channel).result(timeout=_ANSWER_S)
        except grpc.FutureTimeoutError as err:
            raise ClusterUnreachableError(
                address, f"what listens there is no Ray, or is silent for {_ANSWER_S:g} s"
            ) from err


def _let_ray_print(ray: ModuleType, is_wanted: bool) -> None:
    """Ray prints on standard output when a worker ends, whatever it was told; there the report alone belongs."""
    worker: Any = getattr(getattr(ray, "_private", None), "worker", None)
    if hasattr(worker, "_worker_logs_enabled"):
        worker._worker_logs_enabled = is_wanted


def _first_line(err: Exception) -> str:
    return (str(err).strip().splitlines() or [type(err).__name__])[0][:300].rstrip(".")
