"""Why a source is not taken in: every reason in one place, worded as what is wrong and what to do.

A reason finishes the sentence `SOURCE: ...`; the report holds it, and no run ends because of it.
"""

from __future__ import annotations

from .errors import SourceRejectedError

__all__ = [
    "address_refused",
    "answered_with_error",
    "binary",
    "broken",
    "duplicate",
    "empty",
    "encrypted",
    "ends_workers",
    "fetch_failed",
    "lines_refused",
    "link_outside",
    "no_text",
    "not_a_file",
    "not_built_in",
    "not_found",
    "not_readable",
    "slow",
    "slow_server",
    "too_deep",
    "too_large",
    "too_long",
    "too_many_redirects",
    "unpacks_too_far",
    "unreadable_encoding",
    "wrong_address",
    "wrong_type",
]

_MB = 1_000_000


def not_found() -> SourceRejectedError:
    return SourceRejectedError("no such file or folder; check the path")


def not_built_in() -> SourceRejectedError:
    return SourceRejectedError("no built-in report has this name; take all of them with: newsdesk ingest --built-in")


def not_readable(reason: str) -> SourceRejectedError:
    return SourceRejectedError(f"it cannot be read ({reason}); check its rights and the disk")


def not_a_file(kind: str) -> SourceRejectedError:
    return SourceRejectedError(f"it is a {kind}, not a file or folder; name a file that holds the text")


def link_outside(target: str) -> SourceRejectedError:
    return SourceRejectedError(f"it is a link that leads out of the folder, to {target}; name that to take it in")


def too_deep(levels: int) -> SourceRejectedError:
    return SourceRejectedError(f"it lies more than {levels} folders deep; name an inner folder")


def empty() -> SourceRejectedError:
    return SourceRejectedError("it is empty; nothing was taken from it")


def no_text(hint: str = "") -> SourceRejectedError:
    return SourceRejectedError(f"it holds no visible text{f' ({hint})' if hint else ''}; nothing was taken from it")


def binary(looks_like: str | None = None) -> SourceRejectedError:
    what = f"it looks like {looks_like}" if looks_like else "it holds binary data"
    return SourceRejectedError(f"{what}, not text; convert it to text, HTML, PDF or DOCX first")


def wrong_type(kind: str) -> SourceRejectedError:
    return SourceRejectedError(
        f"{kind} is not a kind of document that is read; give text, Markdown, HTML, PDF, DOCX, JSON Lines or EML"
    )


def too_large(size: float, most_mb: float, setting: str = "MAX_FILE_MB") -> SourceRejectedError:
    return SourceRejectedError(
        f"it is too large ({size / _MB:,.1f} MB; up to {most_mb:,g} MB are read); split it, or raise "
        f"NEWSDESK_INGEST_{setting}"
    )


def too_long(amount: int, most: int, unit: str, setting: str) -> SourceRejectedError:
    return SourceRejectedError(
        f"it is too long ({amount:,} {unit}; up to {most:,} are read); split it, or raise NEWSDESK_INGEST_{setting}"
    )


def unpacks_too_far(most: str, setting: str) -> SourceRejectedError:
    return SourceRejectedError(
        f"it unpacks to more than {most}, as a zip bomb does; if it is sound, raise NEWSDESK_INGEST_{setting}"
    )


def unreadable_encoding(declared: str | None = None) -> SourceRejectedError:
    named = f" (it says {declared})" if declared else ""
    return SourceRejectedError(f"its encoding cannot be made out{named}; save it as UTF-8 and try again")


def encrypted(kind: str) -> SourceRejectedError:
    return SourceRejectedError(f"the {kind} is protected by a password; save it without one and try again")


def broken(kind: str, detail: str) -> SourceRejectedError:
    return SourceRejectedError(f"the {kind} is damaged or cut off ({detail}); get it anew and try again")


def ends_workers(times: int, why: str) -> SourceRejectedError:
    said = f" ({why[:160]})" if why else ""
    return SourceRejectedError(
        f"{times} workers of the cluster ended while they read it{said}; take it in alone without --engine ray to see "
        "why, or leave it out"
    )


def slow(most_s: float) -> SourceRejectedError:
    return SourceRejectedError(
        f"reading it took more than {most_s:g} s; split it, or raise NEWSDESK_INGEST_PARSE_TIMEOUT_S"
    )


def lines_refused(lines: int, more: str = "") -> SourceRejectedError:
    were = "line was" if lines == 1 else "lines were"
    return SourceRejectedError(f"{lines:,} {more}of its {were} not taken in; mend or remove them, and it is read anew")


def duplicate(first: str | None = None) -> SourceRejectedError:
    where = f" from {first}" if first else ""
    return SourceRejectedError(f"duplicate: this run has taken the same source already{where}; nothing needs doing")


def wrong_address(detail: str) -> SourceRejectedError:
    return SourceRejectedError(f"the address cannot be used ({detail}); give one such as https://example.org/story")


def address_refused(host: str, address: str) -> SourceRejectedError:
    return SourceRejectedError(
        f"{host} is a private or reserved address ({address}), which is refused; "
        "set NEWSDESK_INGEST_ALLOW_PRIVATE_ADDRESSES=true if you mean it"
    )


def too_many_redirects(most: int) -> SourceRejectedError:
    return SourceRejectedError(f"it redirects more than {most} times; give the final address")


def answered_with_error(status: int, reason: str) -> SourceRejectedError:
    return SourceRejectedError(f"the server answered {status} {reason}".rstrip() + "; open it in a browser to check")


def slow_server(seconds: float, setting: str) -> SourceRejectedError:
    return SourceRejectedError(
        f"the server took more than {seconds:g} s; try again later, or raise NEWSDESK_INGEST_{setting}"
    )


def fetch_failed(detail: str) -> SourceRejectedError:
    return SourceRejectedError(f"it could not be fetched ({detail}); check the address and the connection")
