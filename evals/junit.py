"""Reports as JUnit XML, which every CI shows: a suite is a testsuite, a case a testcase.

A case fails when it has a note of what went wrong; one that was not scored, and a suite that was not run, are skipped.
Broken thresholds fail as testcases of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from .gating import GateResult
    from .report import Record, Report

__all__ = ["to_junit"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(reports: Sequence[Report], gate: Sequence[GateResult] = ()) -> str:
    """The reports as one XML document; whatever text cases hold is escaped, and what XML cannot hold is replaced."""
    root = ElementTree.Element("testsuites", name="newsdesk evals")
    for report in reports:
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(report.suite), time=f"{report.seconds:.3f}")
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in {**report.provenance, **_scores(report)}.items():
            ElementTree.SubElement(properties, "property", name=_clean(name), value=_clean(str(value)))
        if report.state == "not run":
            _add_skipped(suite, report.suite, "whole suite", report.why or "")
        else:
            for line in report.not_run:
                _add_skipped(suite, report.suite, line.partition(":")[0], line)
        for record in report.records:
            _add_case(suite, report.suite, record)
        for result in gate:
            if result.threshold.suite == report.suite:
                _add_threshold(suite, report.suite, result)
        _count(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _scores(report: Report) -> dict[str, str]:
    return {
        f"{score.dataset} {score.name}".strip(): "not scored" if score.value is None else f"{score.value:.6f}"
        for score in report.scores
    }


def _add_case(suite: ElementTree.Element, name: str, record: Record) -> None:
    seconds = 0.0 if record.answer is None else record.answer.timings_ms.total / 1000
    case = _testcase(
        suite, f"{name}.{record.dataset}".rstrip("."), f"{record.case.id}: {record.case.question}", seconds
    )
    if record.notes:
        failure = ElementTree.SubElement(case, "failure", message=_clean(record.notes[0]), type=record.outcome)
        failure.text = _clean("\n".join((*record.notes, "", "" if record.answer is None else record.answer.text)))
    elif record.outcome == "not scored" and not any(value is not None for value in record.values.values()):
        ElementTree.SubElement(case, "skipped", message="not scored")


def _add_threshold(suite: ElementTree.Element, name: str, result: GateResult) -> None:
    case = _testcase(suite, f"{name}.gate", result.threshold.name, 0.0)
    if not result.is_kept:
        ElementTree.SubElement(case, "failure", message=_clean(result.account), type="gate")


def _add_skipped(suite: ElementTree.Element, name: str, what: str, why: str) -> None:
    ElementTree.SubElement(_testcase(suite, name, what, 0.0), "skipped", message=_clean(why))


def _testcase(suite: ElementTree.Element, class_name: str, name: str, seconds: float) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite, "testcase", classname=_clean(class_name), name=_clean(name), time=f"{seconds:.3f}"
    )


def _count(suite: ElementTree.Element) -> None:
    for attribute, path in (("tests", "testcase"), ("failures", "testcase/failure"), ("skipped", "testcase/skipped")):
        suite.set(attribute, str(len(suite.findall(path))))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
