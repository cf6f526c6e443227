"""Reports and records read back from the JSON that they were written as.

A file holds one report, or `{"reports": [...]}` as `newsdesk evals all --json` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cases import read_case
from .errors import EvalsError, ReportFileError
from .report import Record, Report, Retrieved
from .scores import Score

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from assistant import Answer

__all__ = ["parse_answer", "parse_record", "read_reports", "write_reports"]


def read_reports(path: Path) -> list[Report]:
    """The reports of a file, in order.

    Raises:
        ReportFileError: it holds something else.
        OSError: it cannot be opened.
    """
    try:
        document = json.loads(path.read_bytes())
        reports = document.get("reports", [document])
        return [_report(report) for report in reports]
    except (ValueError, KeyError, TypeError, AttributeError, EvalsError) as err:
        raise ReportFileError(path, f"{type(err).__name__}: {str(err)[:200]}") from err


def write_reports(reports: Sequence[Report], path: Path) -> None:
    """Write one report as its own document, several as `{"reports": [...]}`."""
    documents = [report.to_json() for report in reports]
    document = documents[0] if len(documents) == 1 else {"reports": documents}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")


def parse_record(record: Mapping[str, Any]) -> Record:
    """A record from its JSON form."""
    answer = record.get("answer")
    return Record(
        case=read_case(record["case"]),
        dataset=record.get("dataset", ""),
        outcome=record["outcome"],
        answer=None if answer is None else parse_answer(answer),
        quotes_exact=tuple(record.get("quotes_exact", ())),
        ranked=tuple(record.get("ranked", ())),
        retrieved=tuple(Retrieved(**passage) for passage in record.get("retrieved", ())),
        values=record.get("values", {}),
        notes=tuple(record.get("notes", ())),
    )


def parse_answer(answer: Mapping[str, Any]) -> Answer:
    """An answer from the JSON that `newsdesk ask --json` prints; what this version does not know is passed over.

    Raises:
        ValueError: it is no answer.
    """
    return _adapter().validate_python(dict(answer))


def _report(document: Mapping[str, Any]) -> Report:
    known = {field.name for field in fields(Score)}
    return Report(
        suite=document["suite"],
        state=document["state"],
        why=document.get("why"),
        not_run=tuple(document.get("not_run", ())),
        scores=tuple(Score(**{name: value for name, value in s.items() if name in known}) for s in document["scores"]),
        counts=document["counts"],
        provenance=document["provenance"],
        seconds=document["seconds"],
        records=tuple(parse_record(record) for record in document["records"]),
    )


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    from assistant import Answer

    return TypeAdapter(Answer)
