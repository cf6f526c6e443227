from __future__ import annotations

import pytest

from ingest.addresses import (
    has_scheme,
    host_of,
    is_public_address,
    name_of_address,
    normalise_address,
    web_address_or_none,
)
from ingest.errors import SourceRejectedError


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/a#part", "http://example.org/a"),
        ("https://example.org:8443/a?b=c&d", "https://example.org:8443/a?b=c&d"),
        ("  https://example.org./é x ", "https://example.org/%C3%A9%20x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
    ],
)
def test_spellings_of_one_page_become_one_address(given: str, normalised: str) -> None:
    assert normalise_address(given) == normalised
    assert normalise_address(normalised) == normalised


@pytest.mark.parametrize(
    "given",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://exa\nmple.org/",
        "https://[::1/",
        "https://example.org/" + "a" * 5000,
    ],
)
def test_what_is_no_usable_address_is_refused(given: str) -> None:
    with pytest.raises(SourceRejectedError, match="address cannot be used"):
        normalise_address(given)
    assert web_address_or_none(given) is None


@pytest.mark.parametrize("value", [None, 5, "", "notes.txt"])
def test_what_a_document_says_of_itself_is_an_address_or_nothing(value: object) -> None:
    assert web_address_or_none(value) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "nonsense",
    ],
)
def test_private_and_reserved_addresses_are_not_public(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_other_addresses_are_public(address: str) -> None:
    assert is_public_address(address)


def test_parts_of_an_address_give_names() -> None:
    assert name_of_address("https://example.org/a/story.html?x") == "story.html"
    assert name_of_address("https://example.org/") == "example.org"
    assert host_of("https://www.example.org/a") == "example.org"
    assert host_of(None) is None


def test_schemes_are_told_from_paths() -> None:
    assert has_scheme("gopher://x") and has_scheme("HTTP://x")
    assert not has_scheme("C:\\notes.txt") and not has_scheme("a/b.txt")
