"""The errors of evals, as a tree. Each message says what went wrong and the next step.

EvalsError
├── BenchLibraryError   a library cannot be measured
├── BenchProcessError   a process that measures ended without a result
├── BenchTooLargeError  there are fewer passages than are to be measured
├── CaseFileError       a file of cases does not fit the schema
├── DataMissingError    a public data set is not there
├── DatasetError        a public data set is there but cannot be read
├── GateFileError       a file of thresholds does not fit
├── JudgeFailedError    a chat model that judges gave no reply
├── JudgeSilentError    a chat model that judges gave no verdict that can be read; that case is not scored
├── ReceiptError        a receipt cannot become a case
├── ReportFileError     a file is no report of a run
├── UnknownDatasetError no data set of this name in the suite
├── UnknownJudgeError   no chat model of this name can judge
└── UnknownSuiteError   no suite of this name
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "BenchLibraryError",
    "BenchProcessError",
    "BenchTooLargeError",
    "CaseFileError",
    "DataMissingError",
    "DatasetError",
    "EvalsError",
    "GateFileError",
    "JudgeFailedError",
    "JudgeSilentError",
    "ReceiptError",
    "ReportFileError",
    "UnknownDatasetError",
    "UnknownJudgeError",
    "UnknownSuiteError",
]


class EvalsError(Exception):
    """Root of all errors that evals raises."""


class BenchLibraryError(EvalsError):
    """A library cannot be measured."""

    def __init__(self, home: Path, why: str) -> None:
        self.home = home
        self.why = why
        super().__init__(f"The library in {home} cannot be measured: {why}. Name another one with --library.")


class BenchProcessError(EvalsError):
    """A process that measures ended without a result."""

    def __init__(self, what: str, why: str) -> None:
        self.what = what
        self.why = why
        super().__init__(f"Measuring {what} failed: {why}. Run it again; if it stays so, measure fewer passages.")


class BenchTooLargeError(EvalsError):
    """There are fewer passages than are to be measured."""

    def __init__(self, origin: str, passages: int) -> None:
        self.origin = origin
        self.passages = passages
        super().__init__(f"There are only {passages:,} passages in {origin}. Name smaller sizes with --growth.")


class CaseFileError(EvalsError):
    """A line of a file of cases does not fit the schema."""

    def __init__(self, path: Path, line: int, field: str | None, why: str) -> None:
        self.path = path
        self.line = line
        self.field = field
        self.why = why
        place = f"line {line}" if field is None else f"line {line}, field {field!r}"
        super().__init__(f"{path}, {place}: {why}. Mend that line; evals/cases/schema.json says what a case holds.")


class DataMissingError(EvalsError):
    """A public data set that is needed is not there."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        super().__init__(f"{file} is missing: it holds {what}. Name the folder that holds it with --data.")


class DatasetError(EvalsError):
    """A file of a public data set cannot be read."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        self.path = path
        self.line = line
        self.why = why
        super().__init__(f"{path}, line {line}: {why}. Get the file anew, and run the command again.")


class GateFileError(EvalsError):
    """A file of thresholds does not fit."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(
            f"{path}: {why}. Mend it; a gate has a table for each suite, such as [answers], and a line for each score, "
            'such as "answered right" = { least = 0.75 }.'
        )


class JudgeFailedError(EvalsError):
    """A chat model that judges gave no reply."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self.why = why
        super().__init__(
            f"The judge {name!r} did not answer: {why}. Run the same command again: what is answered and judged is "
            "kept. Or leave --judge away."
        )


class JudgeSilentError(EvalsError):
    """A chat model that judges gave no verdict that can be read; what it was asked of is not scored."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self.why = why
        super().__init__(f"The judge {name!r} gave no verdict: {why}. Ask it again, or choose another judge.")


class ReceiptError(EvalsError):
    """A receipt cannot become a case."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"{path} cannot become a case: {why}. Write one with: newsdesk ask QUESTION --json")


class ReportFileError(EvalsError):
    """A file is no report of a run."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"{path} is no report of a run ({why}). Write one with: newsdesk evals run SUITE --json FILE")


class UnknownDatasetError(EvalsError):
    """No data set of this name in the suite."""

    def __init__(self, name: str, suite: str, known: Sequence[str]) -> None:
        self.name = name
        super().__init__(f"The suite {suite} has no data set {name!r}, only {', '.join(known)}. Name one of these.")


class UnknownJudgeError(EvalsError):
    """No chat model of this name can judge."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self.why = why
        super().__init__(
            f"The judge {name!r} cannot be used: {why}. Name a chat model as provider:model, or leave --judge away."
        )


class UnknownSuiteError(EvalsError):
    """No suite of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        super().__init__(f"There is no suite {name!r}, only {', '.join(known)}. See them with: newsdesk evals list")
