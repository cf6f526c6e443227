"""Run folders: every record of a run as a line, so that a run that was stopped goes on and a second one asks nothing anew.

A folder bears the hash of all that answers depend on (code, settings, models, corpus); a line, that of its case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["RunFolder", "hash_code", "hash_json"]

_CODE = ("assistant", "vectorstore", "ingest")
_CODE_ENDINGS = (".py", ".json", ".md", ".sql", ".safetensors", ".npz", ".onnx")


class RunFolder:
    """The records that were kept for one set of settings.

    folder = RunFolder(root, provenance)
    kept = folder.find(key)
    folder.append(key, record)
    """

    def __init__(self, root: Path, provenance: Mapping[str, Any]) -> None:
        self.path = root / hash_json(provenance)
        self.path.mkdir(parents=True, exist_ok=True)
        self._records = self.path / "records.jsonl"
        described = self.path / "run.json"
        if not described.is_file():
            described.write_text(json.dumps(dict(provenance), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self._kept = self._read()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: str) -> dict[str, Any] | None:
        """The record of this key; None when there is none yet."""
        return self._kept.get(key)

    def append(self, key: str, record: Mapping[str, Any]) -> None:
        """Keep a record; it is on the disk when this returns."""
        line = json.dumps({"key": key, "record": record}, ensure_ascii=False, allow_nan=False)
        with self._records.open("ab") as stream:
            stream.write(line.encode() + b"\n")
        self._kept[key] = dict(record)

    def _read(self) -> dict[str, dict[str, Any]]:
        if not self._records.is_file():
            return {}
        data = self._records.read_bytes()
        if data and not data.endswith(b"\n"):  # a run was killed while it wrote: that line is asked again
            data = data[: data.rfind(b"\n") + 1]
            self._records.write_bytes(data)
        lines = (json.loads(line) for line in data.splitlines() if line.strip())
        return {line["key"]: line["record"] for line in lines}


def hash_json(value: Any) -> str:
    """16 hexadecimal digits that stand for a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def hash_code() -> str:
    """16 hexadecimal digits that stand for the code and weights behind answers, as they lie on the disk."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _CODE_ENDINGS and path.is_file():
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
