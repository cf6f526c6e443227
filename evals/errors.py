"""The errors of evals, as a tree. Each message says what went wrong and the next step.

EvalsError
├── CaseFileError       a file of cases does not fit the schema
├── DatasetError        a public data set is there but cannot be read
└── UnknownSuiteError   no suite of this name
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["CaseFileError", "DatasetError", "EvalsError", "UnknownSuiteError"]


class EvalsError(Exception):
    """Root of all errors that evals raises."""


class CaseFileError(EvalsError):
    """A line of a file of cases does not fit the schema."""

    def __init__(self, path: Path, line: int, field: str | None, why: str) -> None:
        self.path = path
        self.line = line
        self.field = field
        self.why = why
        place = f"line {line}" if field is None else f"line {line}, field {field!r}"
        super().__init__(f"{path}, {place}: {why}. Mend that line; evals/cases/schema.json says what a case holds.")


class DatasetError(EvalsError):
    """A file of a public data set cannot be read."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        self.path = path
        self.line = line
        self.why = why
        super().__init__(f"{path}, line {line}: {why}. Get the file anew, and run the command again.")


class UnknownSuiteError(EvalsError):
    """No suite of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        super().__init__(f"There is no suite {name!r}, only {', '.join(known)}. See them with: newsdesk evals list")
