"""Suites that ask or rank the cases of data sets, measure each record, and score them: most suites are of this kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UnknownDatasetError
from ..gold import GoldFinder
from ..judges import describe_judge
from ..measures.measuring import Measure, Setting
from ..report import Record, Report
from ..runner import RunRequest, describe_run, examine_cases
from ..scores import Score
from .judging import SuiteJudge

if TYPE_CHECKING:
    from ..cases import Case
    from ..datasets import Dataset

__all__ = ["MeasuredSuite"]


def _any_case(case: Case) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class MeasuredSuite:
    """A measure over data sets.

    Attributes:
        datasets: run on each that is there; a person's own cases take their place when the request names some.
        is_chosen: which cases of a data set belong to the suite.
        uses_judge: whether the measure asks a judge, which the report then names.
    """

    name: str
    summary: str
    needs: str
    datasets: Sequence[Dataset]
    measure: Measure
    is_chosen: Callable[[Case], bool] = _any_case
    uses_judge: bool = False
    takes_cases: bool = True

    def run(self, request: RunRequest) -> Report:
        """Run on every data set that is there; `not run` when none is.

        Raises:
            UnknownDatasetError: the request names a data set that this suite does not have.
        """
        scores: list[Score] = []
        records: list[Record] = []
        counts: dict[str, int] = {}
        provenance: dict[str, str | int | None] = {}
        missing: list[str] = []
        chosen = self._choose_datasets(request)
        judge = SuiteJudge(request.judge)
        for dataset in chosen:
            why = dataset.find_missing(request)
            if why is not None:
                missing.append(f"{dataset.name}: {why}")
                continue
            with dataset.open(request) as material:
                system = request.open_system(material.store, request)
                cases = [case for case in material.cases if not material.asks or self.is_chosen(case)]
                found = examine_cases(system, material, cases, request, dataset.name)
                setting = Setting(finder=GoldFinder(material.store), judge=judge, relevant=material.relevant)
                measured = [self.measure.measure(record, setting).put_on(record) for record in found]
                provenance |= _describe(describe_run(material.store, request, system), dataset.name, len(chosen) > 1)
            records += measured
            scores += [replace(score, dataset=dataset.name) for score in self.measure.score(measured, request.seed)]
            counts["cases"] = counts.get("cases", 0) + len(measured)
            for what, number in material.counts.items():
                counts[what if len(chosen) == 1 else f"{what} of {dataset.name}"] = number
        if not provenance:
            return Report(suite=self.name, state="not run", why="; ".join(missing), not_run=tuple(missing))
        if self.uses_judge:
            provenance |= describe_judge(request.judge)
        return Report(
            suite=self.name,
            state="scored",
            scores=tuple(scores),
            records=tuple(records),
            counts={**counts, **judge.counts},
            provenance=provenance,
            not_run=tuple(missing),
        )

    def _choose_datasets(self, request: RunRequest) -> list[Dataset]:
        if request.cases is not None:
            from ..datasets.library import Library

            return [Library()]
        names = [dataset.name for dataset in self.datasets]
        for name in request.datasets:
            if name not in names:
                raise UnknownDatasetError(name, self.name, names)
        return [dataset for dataset in self.datasets if not request.datasets or dataset.name in request.datasets]


def _describe(
    described: dict[str, str | int | None], dataset: str, is_one_of_several: bool
) -> dict[str, str | int | None]:
    """The corpus is the data set's own; all else is the same for all of them."""
    if not is_one_of_several:
        return described
    return {f"corpus of {dataset}" if name == "corpus" else name: value for name, value in described.items()}
