"""Web addresses in one spelling, and which network addresses may be fetched from."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit, urlunsplit

from . import rejections
from .errors import SourceRejectedError

__all__ = [
    "has_scheme",
    "host_of",
    "is_public_address",
    "is_web_address",
    "name_of_address",
    "normalise_address",
    "web_address_or_none",
]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._?"
_LONGEST = 4000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def has_scheme(source: str) -> bool:
    """Whether a source is written as an address, of whatever kind."""
    return _SCHEME.match(source) is not None


def is_web_address(source: str) -> bool:
    """Whether a source is written as an http or https address."""
    return source[:8].lower().startswith(("http://", "https://"))


def normalise_address(address: str) -> str:
    """One spelling for addresses that name the same page: case of scheme and host, default port, fragment, escapes.

    Raises:
        SourceRejectedError: it is no http or https address, names no host, or holds a password.
    """
    address = address.strip()
    if len(address) > _LONGEST:
        raise rejections.wrong_address("it is too long")
    if any(ord(character) < 0x20 or character == "\x7f" for character in address):
        raise rejections.wrong_address("it holds control characters")
    if not is_web_address(address):
        raise rejections.wrong_address("only http and https are read")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
        if host and not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as err:
        raise rejections.wrong_address(str(err)) from err
    if not host:
        raise rejections.wrong_address("it names no host")
    if parts.username is not None or parts.password is not None:
        raise rejections.wrong_address("it holds a user name or password")
    scheme = parts.scheme.lower()
    host = f"[{host}]" if ":" in host else host.lower().rstrip(".")
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, place, quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE + "[]"), ""))


def name_of_address(address: str) -> str:
    """The last part of an address's path, as a file's name; the host where there is none."""
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "page"


def is_public_address(address: str) -> bool:
    """Whether a network address belongs to the public internet, also where IPv6 wraps an IPv4 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public_address(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved and not found.is_unspecified


def web_address_or_none(value: object) -> str | None:
    """The address that a document names, in one spelling; None for anything but a safe http or https address."""
    if not isinstance(value, str):
        return None
    try:
        return normalise_address(value)
    except SourceRejectedError:
        return None


def host_of(address: str | None) -> str | None:
    """The host of an address without `www.`: the publisher's name where a document gives none."""
    host = urlsplit(address).hostname if address else None
    return host.removeprefix("www.") if host else None
