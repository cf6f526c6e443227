"""Proving a store sound: by asking it, not by counting, since a broken index can count right.

How the vectors are asked lives in `probing.py`; what is found is mended by `maintaining.repair`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .catalog import Catalog
from .errors import StoreError
from .indexing import passages_without_their_words
from .journal import state_of_catalog
from .probing import Probe, probe_index

if TYPE_CHECKING:
    from .store import Store

__all__ = ["HealthReport", "check_store"]

_REPAIR = "Repair it with: newsdesk doctor --repair"


@dataclass(frozen=True, kw_only=True)
class HealthReport:
    """What a check found; `problems` is empty for a sound store, each with its next step otherwise."""

    documents: int
    passages: int
    vectors: int | None
    probed: int
    found_themselves: int
    free_bytes: int
    embedder: str | None
    is_locked: bool
    problems: tuple[str, ...]
    catalog: str = ""
    """The file or database that holds the documents."""

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """For `newsdesk doctor --json`."""
        return {
            "sound": self.is_sound,
            "documents": self.documents,
            "passages": self.passages,
            "vectors": self.vectors,
            "probed": self.probed,
            "found_themselves": self.found_themselves,
            "free_bytes": self.free_bytes,
            "embedder": self.embedder,
            "catalog": self.catalog,
            "locked": self.is_locked,
            "problems": list(self.problems),
        }


def check_store(store: Store) -> HealthReport:
    """Check that the catalog is whole, that texts are those that were stored, and that passages are found in both indexes."""
    problems: list[str] = []
    probe: Probe | None = None
    documents = passages = 0
    embedder: str | None = None
    try:
        problems += _damage_problems(store)
        problems += _lexical_problems(store.catalog)
        problems += _unfinished_problems(store)
        documents = len(store.catalog.rows("SELECT 1 FROM documents WHERE status = 'ready'"))
        passages = store.catalog.count_ready_passages()
        manifest = store.manifest
        if manifest is not None:
            embedder = manifest.embedder
            probe = probe_index(store.home, store.catalog, store.place, manifest)
            problems += _probe_problems(probe)
    except StoreError as err:
        problems.append(str(err))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as err:  # rows are not as they were written
        problems.append(f"The catalog is damaged ({type(err).__name__}: {err}). {_REPAIR}")
    return HealthReport(
        documents=documents,
        passages=passages,
        vectors=None if probe is None else probe.count,
        probed=0 if probe is None else probe.probed,
        found_themselves=0 if probe is None else probe.probed - len(probe.wrong) - len(probe.lost),
        free_bytes=shutil.disk_usage(store.home).free,
        embedder=embedder,
        is_locked=not store.lock.is_free(),
        problems=tuple(problems),
        catalog=store.catalog.where,
    )


def _damage_problems(store: Store) -> list[str]:
    damage = store.catalog.damage()
    return (
        _journal_problems(store)
        if damage is None
        else [f"The catalog is damaged ({damage}). {store.catalog.next_step}"]
    )


def _unfinished_problems(store: Store) -> list[str]:
    catalog = store.catalog
    problems: list[str] = []
    if store.has_unfinished_work() and store.lock.is_free():
        problems.append("An interrupted ingest is unfinished. Run any ingest, or: newsdesk doctor --repair")
    manifest = store.manifest
    if manifest is not None:
        row = catalog.one(
            "SELECT count(*) AS n FROM passages p WHERE state = 'ready' AND NOT EXISTS (SELECT 1 FROM sentence_vectors s "
            "WHERE s.index_name = ? AND s.passage_id = p.passage_id)",
            (manifest.vectors,),
        )
        if row is not None and row["n"]:
            problems.append(
                f"{row['n']} passages have no vectors of their sentences, as in libraries of an earlier release. "
                "Make them with: newsdesk reindex"
            )
    return problems


def _journal_problems(store: Store) -> list[str]:
    if not store.journal.exists or not store.lock.is_free():
        return []  # an earlier release kept none; a writer may be between the two
    state = store.journal.state()
    if state.damaged:
        return [f"The journal, the second copy of the documents, is damaged in {state.damaged} places. {_REPAIR}"]
    differing = state.differs_from(state_of_catalog(store.catalog))
    if differing:
        return [f"{len(differing)} documents are not the same in the catalog and in the journal. {_REPAIR}"]
    return []


def _lexical_problems(catalog: Catalog) -> list[str]:
    held, passages = catalog.words.count(), catalog.count_ready_passages()
    if held != passages:
        return [f"The full-text index holds {held} of {passages} passages. {_REPAIR}"]
    damage = catalog.words.damage()
    if damage is not None:
        return [f"The full-text index is damaged ({damage}). {_REPAIR}"]
    lost = passages_without_their_words(catalog)
    return [f"{lost} passages are not found by their words. {_REPAIR}"] if lost else []


def _probe_problems(probe: Probe) -> list[str]:
    problems = []
    if probe.missing:
        problems.append(f"{len(probe.missing)} passages have no vector. {_REPAIR}")
    if probe.wrong:
        problems.append(f"{len(probe.wrong)} of {probe.probed} probed passages have a damaged vector. {_REPAIR}")
    if probe.lost:
        problems.append(f"{len(probe.lost)} of {probe.probed} probed passages do not find themselves. {_REPAIR}")
    if probe.orphans:
        problems.append(
            f"{probe.orphans} vectors belong to no passage (harmless, wasted space). "
            "Clear them with: newsdesk doctor --repair"
        )
    return problems
