"""Readers of public data with human labels for support: FRANK, WiCE and BEGIN, as they lie in a data folder.

FRANK (Pagnoni et al. 2021): summaries of news by models; WiCE (Kamoi et al. 2023): claims of Wikipedia against pages they
cite; BEGIN (Dziri et al. 2022): answers in a dialogue against a passage. Nothing here judges or scores.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DatasetError

__all__ = ["DATASETS", "LabelledText", "find_missing", "read_begin", "read_frank", "read_wice"]


@dataclass(frozen=True, kw_only=True)
class LabelledText:
    """A text of one or more sentences, what it has to stand on, and whether people found that it does.

    `document` is the same for all texts that stand on the same words, so that folds can be cut between documents.
    """

    dataset: str
    document: str
    text: str
    evidence: str
    is_supported: bool


def read_frank(data: Path) -> list[LabelledText]:
    """The summaries of the CNN/DM part of FRANK's validation split; supported when no annotator found an error.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    articles = {
        row["hash"]: row["article"] for row in _json_lines(data / "frank" / "articles.jsonl", ("hash", "article"))
    }
    rows = _json_lines(
        data / "frank" / "summaries_annotated.jsonl", ("hash", "dataset", "split", "summary", "Factuality")
    )
    return [
        LabelledText(
            dataset="FRANK",
            document=row["hash"],
            text=row["summary"],
            evidence=articles[row["hash"]],
            is_supported=row["Factuality"] == 1.0,
        )
        for row in rows
        if row["dataset"] == "cnndm" and row["split"] == "valid" and row["hash"] in articles
    ]


def read_wice(data: Path) -> list[LabelledText]:
    """The claims of WiCE's development split against the whole page; partial support is none.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    texts = []
    for row in _json_lines(data / "wice" / "claim_dev.jsonl", ("claim", "evidence", "label")):
        evidence = "\n".join(row["evidence"])
        texts.append(
            LabelledText(
                dataset="WiCE",
                document=_digest(evidence),
                text=row["claim"],
                evidence=evidence,
                is_supported=row["label"] == "supported",
            )
        )
    return texts


def read_begin(data: Path) -> list[LabelledText]:
    """The responses of BEGIN's three development files; those that are generic are not supported.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    texts = []
    for part in ("cmu", "tc", "wow"):
        path = data / "begin" / f"begin_dev_{part}.tsv"
        with path.open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
                if not row.get("knowledge") or row.get("response") is None or not row.get("begin_label"):
                    raise DatasetError(path, number, "it lacks knowledge, response or begin_label")
                texts.append(
                    LabelledText(
                        dataset="BEGIN",
                        document=_digest(row["knowledge"]),
                        text=row["response"],
                        evidence=row["knowledge"],
                        is_supported=row["begin_label"] == "Fully attributable",
                    )
                )
    return texts


DATASETS: Mapping[str, Callable[[Path], list[LabelledText]]] = {
    "FRANK": read_frank,
    "WiCE": read_wice,
    "BEGIN": read_begin,
}
"""The readers by the name of their data set."""

_FILES = {
    "FRANK": ("frank/articles.jsonl", "frank/summaries_annotated.jsonl"),
    "WiCE": ("wice/claim_dev.jsonl",),
    "BEGIN": ("begin/begin_dev_cmu.tsv", "begin/begin_dev_tc.tsv", "begin/begin_dev_wow.tsv"),
}
_ORIGINS = {
    "FRANK": "artidoro/frank on GitHub",
    "WiCE": "ryokamoi/wice on GitHub",
    "BEGIN": "google/BEGIN-dataset on GitHub",
}


def find_missing(data: Path | None, dataset: str) -> str | None:
    """What is missing of a data set, and where it is from; None when all is there."""
    if data is None:
        return f"no data folder was named; give --data DIR, a folder that holds {dataset.lower()}/"
    for file in _FILES[dataset]:
        if not (data / file).is_file():
            return f"{data / file} is missing; it is of the public data set {dataset} ({_ORIGINS[dataset]})"
    return None


def _json_lines(path: Path, fields: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [field for field in fields if field not in row]
        except (ValueError, TypeError) as err:
            raise DatasetError(path, number, f"it is not JSON ({err})") from err
        if missing:
            raise DatasetError(path, number, f"it lacks {', '.join(missing)}")
        yield row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
