"""Asking an index for what it should hold: each passage by its own vector, as the catalog keeps it.

Counting is not enough, since a broken index can count right. `probe_index` asks in a subprocess, so that an index that
crashes its process cannot take the caller down.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .catalog import Catalog
from .errors import IndexCorruptError, StoreCorruptError
from .indexing import kept_vectors
from .manifest import Manifest, read_manifest
from .places import FolderPlace, VectorPlace
from .records import SearchFilter
from .sqlite_catalog import CATALOG_FILE, SqliteCatalog
from .vectors import ChromaVectors

__all__ = ["Probe", "ask_for_themselves", "probe_index"]

_TIMEOUT_S = 120
_QUERIES = 400
_SAME = 0.999  # a kept vector is rounded to one byte a number: cosine >= 0.9999 to the original


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What an index answered: ids of passages without a vector, with a wrong one, or that do not find themselves."""

    count: int
    probed: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]
    lost: tuple[int, ...]
    orphans: int

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.wrong or self.lost)


def probe_index(
    home: Path, catalog: Catalog, place: VectorPlace, manifest: Manifest, since: int | None = None
) -> Probe:
    """Compare an index with the catalog, and ask it for passages: all from the id `since` on, 400 of the others.

    Raises:
        IndexCorruptError: the index crashed, hung, or cannot be read.
        VectorServerError: its server does not answer.
    """
    if not isinstance(place, FolderPlace):
        return _probe(catalog, place, manifest, since)
    command = [sys.executable, "-m", "vectorstore.probing", str(home), str(since or 0)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as err:
        raise IndexCorruptError("", f"no answer within {_TIMEOUT_S} s") from err
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        why = lines[-1][:300] if lines and done.returncode > 0 else f"its reader died (status {done.returncode})"
        raise IndexCorruptError("", why)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Probe(**answer | {key: tuple(answer[key]) for key in ("missing", "wrong", "lost")})


def ask_for_themselves(
    catalog: Catalog, vectors: ChromaVectors, manifest: Manifest, passage_ids: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The ids among these whose held vector is not the catalog's, and those that a query does not find.

    A passage counts as found when a vector as near as its own comes back, since copies take each other's place.
    """
    held = vectors.get(passage_ids)
    kept = kept_vectors(catalog, manifest.vectors, passage_ids, manifest.dimensions)
    wrong: list[int] = []
    lost: list[int] = []
    for passage_id in passage_ids:
        own = held.get(passage_id)
        if own is None or not np.isfinite(own).all():
            wrong.append(passage_id)
            continue
        wanted = kept.get(passage_id, own)
        if float(own @ wanted) < _SAME * float(np.linalg.norm(own)):
            wrong.append(passage_id)
            continue
        near = vectors.query(own, 10, SearchFilter())
        if not any(other == passage_id or similarity > 1 - 1e-5 for other, similarity in near):
            lost.append(passage_id)
    return wrong, lost


def _probe(catalog: Catalog, place: VectorPlace, manifest: Manifest, since: int | None) -> Probe:
    vectors = place.open(manifest.vectors)
    rows = catalog.rows("SELECT passage_id, state FROM passages ORDER BY passage_id")
    ready = [row["passage_id"] for row in rows if row["state"] == "ready"]
    unfinished = {row["passage_id"] for row in rows if row["state"] != "ready"}
    held = vectors.ids()
    present = [passage_id for passage_id in ready if passage_id in held]
    recent = [passage_id for passage_id in present if since and passage_id >= since]
    others = present[: len(present) - len(recent)]
    asked = others[:: max(1, -(-len(others) // _QUERIES))] + recent
    wrong, lost = ask_for_themselves(catalog, vectors, manifest, asked)
    vectors.close()
    return Probe(
        count=len(held),
        probed=len(asked),
        missing=tuple(passage_id for passage_id in ready if passage_id not in held),
        wrong=tuple(wrong),
        lost=tuple(lost),
        orphans=len(held - set(ready) - unfinished),
    )


def _main(home: Path, since: int) -> None:
    """In the subprocess."""
    catalog = SqliteCatalog(home / CATALOG_FILE)
    manifest = read_manifest(catalog)
    if manifest is None:
        raise StoreCorruptError("The library's manifest", "there is none")
    probe = _probe(catalog, FolderPlace(home / "vectors", 1000), manifest, since or None)
    print(json.dumps(asdict(probe)))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
