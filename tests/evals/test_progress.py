from __future__ import annotations

from evals.progress import EvalProgress, follow_ingest
from ingest import IngestProgress


def test_the_progress_of_an_ingest_is_told_as_a_step() -> None:
    told: list[EvalProgress] = []
    follow = follow_ingest("Reading", told.append)
    assert follow is not None
    follow(IngestProgress(source="a", documents=10, passages=50, unchanged=5, rejected=0, fraction=0.25))
    follow(IngestProgress(source="a", documents=0, passages=0, unchanged=0, rejected=0, fraction=0.0))
    assert told == [
        EvalProgress(step="Reading", noun="document", done=15, total=60),
        EvalProgress(step="Reading", noun="document", done=0, total=0),
    ]


def test_without_anyone_to_tell_nothing_is_followed() -> None:
    assert follow_ingest("Reading", None) is None
