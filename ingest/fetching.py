"""One page over http or https: bounded in time, size and redirects, and only from where fetching is allowed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from . import rejections
from .addresses import is_public_address, name_of_address, normalise_address
from .errors import SourceRejectedError
from .raw import RawSource
from .settings import IngestSettings

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetched", "fetch_page"]

_ACCEPT = "text/html,application/xhtml+xml,text/plain,text/markdown,application/pdf;q=0.9,*/*;q=0.5"
_REDIRECTS = {301, 302, 303, 307, 308}
_ETAG, _MODIFIED, _BODY = "u1:e:", "u1:m:", "u1:b:"
_CHUNK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What an address gave: its content, or None where it is as it was; and the key to ask with the next time."""

    raw: RawSource | None
    content_key: str


def fetch_page(address: str, settings: IngestSettings, known_key: str | None = None) -> Fetched:
    """Fetch a page.

    Args:
        address: normalised, see `addresses.normalise_address`.
        known_key: the `content_key` of an earlier fetch; an unchanged page then costs one short answer.

    Raises:
        SourceRejectedError: says why nothing was fetched.
    """
    import httpx

    from .guarding import Deadline, GuardedTransport

    deadline = Deadline(settings.fetch_total_s)
    at = address
    try:
        with httpx.Client(
            transport=GuardedTransport(deadline, allows_private=settings.allow_private_addresses),
            timeout=settings.fetch_timeout_s,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": settings.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
        ) as client:
            for _ in range(settings.max_redirects + 1):
                with client.stream("GET", at, headers=_conditions(known_key)) as response:
                    _check_peer(response, settings)
                    if response.status_code not in _REDIRECTS or "location" not in response.headers:
                        return _take(response, at, settings, known_key)
                    at = _next_address(at, response.headers["location"])
    except SourceRejectedError as err:
        raise err if at == address else SourceRejectedError(f"it redirects to {at[:200]}: {err.why}") from err
    except httpx.ConnectTimeout as err:
        raise rejections.slow_server(settings.fetch_timeout_s, "FETCH_TIMEOUT_S") from err
    except httpx.TimeoutException as err:
        if deadline.left_s <= 0:
            raise rejections.slow_server(settings.fetch_total_s, "FETCH_TOTAL_S") from err
        raise rejections.slow_server(settings.fetch_timeout_s, "FETCH_TIMEOUT_S") from err
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as err:
        raise rejections.fetch_failed((str(err) or type(err).__name__)[:200]) from err
    raise rejections.too_many_redirects(settings.max_redirects)


def _conditions(known_key: str | None) -> dict[str, str]:
    if known_key and known_key.startswith(_ETAG):
        return {"If-None-Match": known_key.removeprefix(_ETAG)}
    if known_key and known_key.startswith(_MODIFIED):
        return {"If-Modified-Since": known_key.removeprefix(_MODIFIED)}
    return {}


def _check_peer(response: httpx.Response, settings: IngestSettings) -> None:
    """The peer that we are really connected to, as a second line behind the guarded backend."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if not settings.allow_private_addresses and (not peer or not is_public_address(str(peer[0]))):
        raise rejections.address_refused(response.url.host, str(peer[0]) if peer else "unknown")


def _next_address(at: str, location: str) -> str:
    try:
        return normalise_address(urljoin(at, location))
    except ValueError as err:
        raise rejections.wrong_address(str(err)[:120]) from err


def _take(response: httpx.Response, at: str, settings: IngestSettings, known_key: str | None) -> Fetched:
    if response.status_code == 304 and known_key:
        return Fetched(raw=None, content_key=known_key)
    if response.status_code != 200:
        raise rejections.answered_with_error(response.status_code, response.reason_phrase[:80])
    most = int(settings.max_file_mb * 1_000_000)
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise rejections.too_large(int(declared), settings.max_file_mb)
    pieces: list[bytes] = []
    size = 0
    for piece in _decoded(response):
        size += len(piece)
        if size > most:
            raise rejections.too_large(size, settings.max_file_mb)
        pieces.append(piece)
    data = b"".join(pieces)
    body_key = f"{_BODY}{hashlib.blake2b(data, digest_size=16).hexdigest()}"
    if known_key == body_key:
        return Fetched(raw=None, content_key=body_key)
    etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
    key = f"{_ETAG}{etag}" if etag else f"{_MODIFIED}{modified}" if modified else body_key
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower() or None
    return Fetched(
        raw=RawSource(
            data=data, name=name_of_address(at), url=at, charset=response.charset_encoding, media_type=media_type
        ),
        content_key=key[:500],
    )


def _decoded(response: httpx.Response) -> Iterator[bytes]:
    """The body, unpacked piece by piece, so that a small answer cannot unfold into all of the memory."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw(_CHUNK)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise rejections.fetch_failed(f"it is packed as {coding[:40]}, which was not asked for")
    unpacker = zlib.decompressobj(47 if coding != "deflate" else 15)
    try:
        for piece in response.iter_raw(_CHUNK):
            while piece:
                yield unpacker.decompress(piece, _CHUNK * 16)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as err:
        raise rejections.fetch_failed("its packing is damaged") from err
