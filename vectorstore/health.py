"""Proving a store sound: by asking it, not by counting, since a broken index can count right.

How the vectors are asked lives in `probing.py`; what is found is mended by `maintaining.repair`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import StoreError
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
            "locked": self.is_locked,
            "problems": list(self.problems),
        }


def check_store(store: Store) -> HealthReport:
    """Check that SQLite is whole, that texts are those that were stored, and that passages are found in both indexes."""
    problems = _catalog_problems(store)
    manifest = store.manifest
    probe: Probe | None = None
    if manifest is not None:
        try:
            probe = probe_index(store.home, store.place, manifest)
        except StoreError as err:
            problems.append(str(err))
        else:
            problems += _probe_problems(probe)
    return HealthReport(
        documents=len(store.catalog.rows("SELECT 1 FROM documents WHERE status = 'ready'")),
        passages=store.catalog.count_ready_passages(),
        vectors=None if probe is None else probe.count,
        probed=0 if probe is None else probe.probed,
        found_themselves=0 if probe is None else probe.probed - len(probe.wrong) - len(probe.lost),
        free_bytes=shutil.disk_usage(store.home).free,
        embedder=manifest.embedder if manifest else None,
        is_locked=not store.lock.is_free(),
        problems=tuple(problems),
    )


def _catalog_problems(store: Store) -> list[str]:
    problems: list[str] = []
    catalog = store.catalog
    integrity = [row[0] for row in catalog.rows("PRAGMA quick_check(5)")]
    if integrity != ["ok"]:
        problems.append(
            f"The catalog is damaged ({'; '.join(integrity)[:200]}). Restore a backup, or move the folder away and ingest again."
        )
    lexical = catalog.one("SELECT count(*) AS n FROM passages_fts_docsize")
    passages = catalog.count_ready_passages()
    if lexical is not None and lexical["n"] != passages:
        problems.append(f"The full-text index holds {lexical['n']} of {passages} passages. {_REPAIR}")
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
