"""The mark that a writer leaves in the catalog while it is at work, by which an unclean end is known afterwards."""

from __future__ import annotations

from .catalog import Catalog

__all__ = ["clear_mark", "forget_mark", "mark_work", "marked_since"]

_KEY = "writing_since"


def mark_work(catalog: Catalog) -> None:
    """Say that vectors from the next passage id on are being written; inside a transaction. An older mark stays."""
    if catalog.meta(_KEY) is None:
        row = catalog.one("SELECT coalesce(max(passage_id), 0) AS last FROM passages")
        catalog.set_meta(_KEY, str(int(row["last"]) + 1 if row else 1))


def clear_mark(catalog: Catalog) -> None:
    """Say that all that was written is safe."""
    if catalog.meta(_KEY) is not None:
        with catalog.transaction():
            forget_mark(catalog)


def forget_mark(catalog: Catalog) -> None:
    """As `clear_mark`, inside a transaction."""
    catalog.delete_meta(_KEY)


def marked_since(catalog: Catalog) -> int | None:
    """The first passage id that a writer without a clean end may have written; None after a clean end."""
    value = catalog.meta(_KEY)
    return None if value is None else int(value)
