"""The corpus that comes with Newsdesk: reports in `ingest/corpus`, named `builtin:01-cecot` wherever they lie."""

from __future__ import annotations

from importlib import resources

from . import rejections

__all__ = ["built_in_sources", "is_built_in", "read_built_in"]

_PREFIX = "builtin:"
_ENDING = ".md"


def built_in_sources() -> list[str]:
    """The sources of the built-in corpus, in order; `ingest` takes them as it takes paths and addresses."""
    names = sorted(entry.name for entry in (resources.files("ingest") / "corpus").iterdir())
    return [f"{_PREFIX}{name.removesuffix(_ENDING)}" for name in names if name.endswith(_ENDING)]


def is_built_in(source: str) -> bool:
    return source.startswith(_PREFIX)


def read_built_in(source: str) -> bytes:
    """The bytes of a built-in report.

    Raises:
        SourceRejectedError: there is none of this name.
    """
    if source not in built_in_sources():
        raise rejections.not_built_in()
    return (resources.files("ingest") / "corpus" / f"{source.removeprefix(_PREFIX)}{_ENDING}").read_bytes()
