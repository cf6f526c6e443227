"""Mending the vector index by itself: after a writer's unclean end, when the index is short, when it cannot be read.

All here runs under the writer lock and works from the catalog alone; nothing is parsed again. What was done is told by a
notice, never kept silent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from .errors import IndexCorruptError
from .indexing import put_kept_vectors, read_passages
from .manifest import Manifest
from .marks_of_work import clear_mark, marked_since
from .probing import Probe, ask_for_themselves, probe_index

if TYPE_CHECKING:
    from .store import Store

__all__ = ["heal_if_short", "rebuild_unreadable", "recover", "verify_work"]

_MOST_PUT_AGAIN = 2000
_AT_A_TIME = 512


def recover(store: Store, manifest: Manifest) -> Manifest:
    """After an unclean end: ask the index for what was written last, and mend it. The manifest that holds afterwards."""
    since = marked_since(store.catalog)
    if since is None:
        return manifest
    try:
        probe = probe_index(store.home, store.catalog, store.place, manifest, since)
    except IndexCorruptError as err:
        return _rebuild(store, f"After an unclean end the vector index could not be read ({err.why})")
    if probe.is_sound:
        return manifest
    return _mend(store, manifest, probe, "After an unclean end")


def verify_work(store: Store, manifest: Manifest) -> None:
    """Ask for what was written since the mark, mend what is not found, then take the mark away."""
    since = marked_since(store.catalog)
    if since is None:
        return
    ids = [
        row["passage_id"]
        for row in store.catalog.rows(
            "SELECT passage_id FROM passages WHERE state = 'ready' AND passage_id >= ? ORDER BY passage_id", (since,)
        )
    ]
    with store.open_index(manifest) as vectors:
        wrong, lost = ask_for_themselves(store.catalog, vectors, manifest, ids)
    if wrong or lost:
        bad = Probe(count=0, probed=len(ids), missing=(), wrong=tuple(wrong), lost=tuple(lost), orphans=0)
        _mend(store, manifest, bad, "After an unclean end")
    clear_mark(store.catalog)


def heal_if_short(store: Store, manifest: Manifest) -> Manifest:
    """Compare the counts of index and catalog, which costs almost nothing, and put what the index lacks."""
    try:
        with store.open_index(manifest) as vectors:
            count = vectors.count()
            ready = store.catalog.count_ready_passages()
            if count >= ready:
                return manifest
            held = vectors.ids()
    except IndexCorruptError as err:
        return _rebuild(store, f"The vector index could not be read ({err.why})")
    rows = store.catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready' ORDER BY passage_id")
    missing = tuple(row["passage_id"] for row in rows if row["passage_id"] not in held)
    probe = Probe(count=count, probed=0, missing=missing, wrong=(), lost=(), orphans=0)
    return _mend(
        store, manifest, probe, f"The vector index held {len(rows) - len(missing):,} of {len(rows):,} passages"
    )


def rebuild_unreadable(store: Store, err: IndexCorruptError) -> Manifest:
    """Build anew an index that failed while it was asked."""
    return _rebuild(store, f"The vector index could not be read ({err.why})")


def _mend(store: Store, manifest: Manifest, probe: Probe, what: str) -> Manifest:
    """Put the passages that are not found again; build the whole index anew when they are many or that does not help."""
    bad = sorted({*probe.missing, *probe.wrong, *probe.lost})
    if len(bad) > _MOST_PUT_AGAIN:
        return _rebuild(store, f"{what}: {len(bad):,} passages were not found by query", distrusted=probe.wrong)
    try:
        with store.open_index(manifest) as vectors:
            vectors.delete(bad)
            for start in range(0, len(bad), _AT_A_TIME):
                passages = read_passages(store.catalog, bad[start : start + _AT_A_TIME])
                put_kept_vectors(
                    store.catalog,
                    vectors,
                    passages,
                    manifest.vectors,
                    manifest.dimensions,
                    lambda: store.embedder,
                    probe.wrong,
                )
            still = ask_for_themselves(store.catalog, vectors, manifest, bad)
    except IndexCorruptError as err:
        return _rebuild(store, f"{what}; it could not be mended in place ({err.why})", distrusted=probe.wrong)
    if any(still):
        return _rebuild(store, f"{what}; putting them again did not help", distrusted=probe.wrong)
    with store.catalog.transaction():
        store.catalog.advance_generation()
    store.note_generation()
    store.notices.give("healed", f"{what}: {_passages(bad)} put into the vector index again. Nothing is lost.")
    return manifest


def _rebuild(store: Store, what: str, distrusted: Collection[int] = ()) -> Manifest:
    manifest = store.rebuild_from_kept(distrusted)
    store.notices.give("healed", f"{what}: it was built anew from the catalog. Nothing is lost.")
    return manifest


def _passages(ids: Sequence[int]) -> str:
    return "1 passage was" if len(ids) == 1 else f"{len(ids):,} passages were"
