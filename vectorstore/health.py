"""Proving a store sound: by asking it, not by counting, since a broken index can count right.

The probe runs in a subprocess, so that an index that crashes its process cannot take the caller down.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import StoreError
from .records import SearchFilter

if TYPE_CHECKING:
    from .store import Store

__all__ = ["HealthReport", "check_store", "probe_vectors"]

_PROBE_TIMEOUT_S = 120
_QUERIES = 400


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
    """Check SQLite's integrity, that every ready passage has its vector and finds itself, and that there are no orphans."""
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
        problems.append(
            f"The full-text index holds {lexical['n']} of {passages} passages. Repair it with: newsdesk doctor --repair"
        )
    if store.has_unfinished_work() and store._lock.is_free():
        problems.append("An interrupted ingest is unfinished. Run any ingest, or: newsdesk doctor --repair")
    probe: dict[str, Any] = {"count": None, "probed": 0, "found": 0, "missing": 0, "orphans": 0}
    folder = store.vectors_folder()
    if folder is not None:
        try:
            probe = probe_vectors(store.home, folder)
        except StoreError as err:
            problems.append(str(err))
        else:
            problems.extend(_probe_problems(probe))
    manifest = store.manifest
    return HealthReport(
        documents=len(catalog.rows("SELECT 1 FROM documents WHERE status = 'ready'")),
        passages=passages,
        vectors=probe["count"],
        probed=probe["probed"],
        found_themselves=probe["found"],
        free_bytes=shutil.disk_usage(store.home).free,
        embedder=manifest.embedder if manifest else None,
        is_locked=not store._lock.is_free(),
        problems=tuple(problems),
    )


def probe_vectors(home: Path, folder: Path) -> dict[str, Any]:
    """Let a subprocess compare the vectors with the catalog and ask passages for themselves.

    Raises:
        StoreCorruptError: the subprocess crashed, hung, or could not read the index.
    """
    from .errors import StoreCorruptError

    try:
        done = subprocess.run(
            [sys.executable, "-m", "vectorstore.health", str(home), str(folder)],
            capture_output=True,
            text=True,
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as err:
        raise StoreCorruptError("The vector index", f"no answer within {_PROBE_TIMEOUT_S} s") from err
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise StoreCorruptError(
            "The vector index", lines[-1][:300] if lines else f"its reader died ({done.returncode})"
        )
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def _probe_problems(probe: dict[str, Any]) -> list[str]:
    problems = []
    if probe["missing"]:
        problems.append(f"{probe['missing']} passages have no vector. Repair it with: newsdesk doctor --repair")
    if probe["found"] < probe["probed"]:
        problems.append(
            f"{probe['probed'] - probe['found']} of {probe['probed']} probed passages do not find themselves. "
            "Repair it with: newsdesk doctor --repair"
        )
    if probe["orphans"]:
        problems.append(
            f"{probe['orphans']} vectors belong to no passage (harmless, wasted space). "
            "Clear them with: newsdesk doctor --repair"
        )
    return problems


def _probe(home: Path, folder: Path) -> dict[str, Any]:
    """In the subprocess: every id is compared, and up to 400 passages, spread evenly, are asked for by their own vector."""
    from .catalog import Catalog
    from .vectors import ChromaVectors

    catalog = Catalog(home / "catalog.sqlite3")
    vectors = ChromaVectors(folder)
    known = [row["passage_id"] for row in catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready'")]
    unfinished = {row["passage_id"] for row in catalog.rows("SELECT passage_id FROM passages WHERE state <> 'ready'")}
    held = vectors.ids()
    present = [passage_id for passage_id in known if passage_id in held]
    sample = present[:: max(1, len(present) // _QUERIES)]
    own = vectors.get(sample)
    found = 0
    for passage_id in sample:
        near = vectors.query(own[passage_id], 10, SearchFilter())
        best = near[0][1] if near else 0.0
        found += any(
            other == passage_id or similarity >= best - 1e-5 for other, similarity in near if similarity > 0.999
        )
    return {
        "count": len(held),
        "probed": len(sample),
        "found": found,
        "missing": len(known) - len(present),
        "orphans": len(held - set(known) - unfinished),
    }


if __name__ == "__main__":
    print(json.dumps(_probe(Path(sys.argv[1]), Path(sys.argv[2]))))
