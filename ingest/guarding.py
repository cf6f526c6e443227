"""A network backend for httpx that connects only to addresses it has checked, and never waits beyond a deadline.

The name is resolved here, every address it has is checked, and the connection goes to the very address that passed:
a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from . import rejections
from .addresses import is_public_address

__all__ = ["Deadline", "GuardedTransport"]


class Deadline:
    """A moment after which nothing is waited for any more."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left_s(self) -> float:
        return self._ends - time.monotonic()

    def limit(self, timeout_s: float | None) -> float:
        """The shorter of a timeout and the time left.

        Raises:
            httpcore.ReadTimeout: no time is left.
        """
        if self.left_s <= 0:
            raise httpcore.ReadTimeout("the time for this page is over")
        return self.left_s if timeout_s is None else min(timeout_s, self.left_s)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a guarded backend. Proxies of the environment are not used: they would hide the peer.

    Args:
        deadline: when the whole fetch ends.
        allows_private: whether private and loopback addresses are allowed; made by the setting of that name.
    """

    def __init__(self, deadline: Deadline, *, allows_private: bool) -> None:
        super().__init__(trust_env=False, retries=0)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=1,
            network_backend=_GuardedBackend(deadline, allows_private),
        )


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, allows_private: bool) -> None:
        self._plain = httpcore.SyncBackend()
        self._deadline = deadline
        self._allows_private = allows_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked_addresses(host, port):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.limit(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as err:
                error = err
                continue
            return _LimitedStream(stream, self._deadline)
        raise error

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError(f"{path} is not on the network")

    def _checked_addresses(self, host: str, port: int) -> list[str]:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as err:
            raise httpcore.ConnectError(f"the name {host} is not known") from err
        addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
        for address in addresses:
            if not self._allows_private and not is_public_address(address):
                raise rejections.address_refused(host, address)
        return addresses


class _LimitedStream(httpcore.NetworkStream):
    """A connection each of whose waits ends with the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.limit(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.limit(timeout))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.limit(timeout))
        return _LimitedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
