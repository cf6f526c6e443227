"""Reindexing, going back, repairing and purging: the slow works on a whole store, under its writer lock.

Building an index lives in `rebuilding.py`, mending small gaps in `healing.py`; here is what is swapped when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeAlias

from . import rebuilding
from .embedders import load_embedder
from .erasure import collect_traces, find_traces
from .errors import NoEarlierIndexError, StoreError
from .journal import all_records
from .manifest import Manifest, forget_previous, read_previous, write_manifest, write_previous
from .marks_of_work import clear_mark
from .probing import probe_index

if TYPE_CHECKING:
    from .store import Store

__all__ = ["purge", "rebuild_from_kept", "reindex", "repair", "roll_back"]

Progress: TypeAlias = Callable[[int, int], None]


def reindex(
    store: Store,
    embedder: str | None,
    split: rebuilding.Split | None,
    splitter: str | None,
    progress: Progress | None,
) -> None:
    """Build a second index beside the one in use, and swap. The old one is kept when its model or splitter was another.

    The old index is only fit to go back to while its passages are those of the catalog, so not after a new split.
    """
    name = embedder or store.settings.embedder or store.embedder_name()
    new = store.given_embedder if embedder is None and store.given_embedder else load_embedder(name)
    with store.lock.hold(store.settings.lock_timeout_s):
        old = store.manifest
        manifest = store.manifest_for(new.name, new.dimensions, splitter)
        if split is not None:
            rebuilding.stage_split(store.catalog, split)
        rebuilding.embed_anew(
            store.place, store.catalog, new, manifest.vectors, progress, "ready" if split is None else "next"
        )
        is_worth_keeping = old is not None and split is None and old.embedder != new.name
        with store.catalog.transaction() as connection:
            if split is not None:
                rebuilding.use_staged_split(connection, store.catalog)
            write_manifest(store.catalog, manifest)
            if old is not None and is_worth_keeping:
                write_previous(store.catalog, old)
            else:
                forget_previous(store.catalog)
            store.catalog.advance_generation()
        store.use_embedder(new)
        store.note_generation()
        store.journal.rewrite(all_records(store.catalog))
        clear_mark(store.catalog)
        _drop_unused(store)


def roll_back(store: Store, progress: Progress | None) -> Manifest:
    """Swap the index in use and the one that the last reindex kept, once that one holds what came since."""
    with store.lock.hold(store.settings.lock_timeout_s):
        previous, current = read_previous(store.catalog), store.manifest
        if previous is None or current is None:
            raise NoEarlierIndexError
        wanted = load_embedder(previous.embedder, batch_size=store.settings.embed_batch)
        rebuilding.top_up(store.place, store.catalog, previous, lambda: wanted, progress)
        restored = replace(previous, splitter=current.splitter)
        with store.catalog.transaction():
            write_manifest(store.catalog, restored)
            write_previous(store.catalog, current)
            store.catalog.advance_generation()
        store.use_embedder(wanted)
        store.note_generation()
        store.journal.append([{"kind": "manifest", "manifest": asdict(restored)}])
        return restored


def repair(store: Store, progress: Progress | None) -> None:
    """Build the full-text index and the vectors anew, by the vectors that the catalog keeps where they can be trusted."""
    with store.lock.hold(store.settings.lock_timeout_s):
        rebuilding.rebuild_lexical(store.catalog)
        manifest = store.manifest
        if manifest is None:
            return
        try:
            distrusted: Collection[int] = probe_index(store.home, store.catalog, store.place, manifest).wrong
        except StoreError:
            distrusted = ()
        rebuild_from_kept(store, distrusted, progress)
        clear_mark(store.catalog)
    with store.writer():  # finishes what an interrupted writer left
        pass


def purge(store: Store, progress: Progress | None) -> int:
    """Erase removed documents and old versions: rows, words and vectors, also from the bytes of the files."""
    with store.lock.hold(store.settings.lock_timeout_s):
        with store.writer():  # nothing half done may hold what is to go
            pass
        traces = collect_traces(store.catalog)
        store.catalog.begin_erasing()
        erased = rebuilding.erase_removed(store.catalog)
        with store.catalog.transaction():
            forget_previous(store.catalog)
        if store.manifest is not None:
            rebuild_from_kept(store, (), progress)
        store.journal.rewrite(all_records(store.catalog))
        advice = store.catalog.finish_erasing()
        if advice is not None:
            store.notices.give("advice", advice)
        for file in find_traces(store.home, store.catalog, traces):
            store.notices.give(
                "advice",
                f"Words of erased documents still stand in {file}. If it holds conversations, delete those that quote "
                "them; otherwise close all other programs that use the library, and purge again.",
            )
        return erased


def rebuild_from_kept(store: Store, distrusted: Collection[int] = (), progress: Progress | None = None) -> Manifest:
    """Fill a fresh index from the catalog and swap it in; the lock is held by the caller."""
    old = store.manifest
    assert old is not None
    manifest = store.manifest_for(old.embedder, old.dimensions, old.splitter)
    rebuilding.refill(store.place, store.catalog, old, manifest.vectors, lambda: store.embedder, progress, distrusted)
    with store.catalog.transaction():
        write_manifest(store.catalog, manifest)
        store.catalog.advance_generation()
    store.note_generation()
    _drop_unused(store)
    return manifest


def _drop_unused(store: Store) -> None:
    previous, current = read_previous(store.catalog), store.manifest
    names = [manifest.vectors for manifest in (current, previous) if manifest is not None]
    rebuilding.remove_other_indexes(store.place, store.catalog, names)
