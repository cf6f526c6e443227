from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import fault_works, faults
from vectorstore import Store


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_round_of_each_kind_loses_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_DOCUMENTS", 16)

    (done,) = faults.run_rounds(1, seed=1, kinds=[kind])

    assert (done.kind, done.lost) == (kind, ())
    assert done.outcome in ("sound", "healed", "repaired")


def test_what_is_missing_is_found_and_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    fault_works.build_library(home, 3)
    with Store.open(home) as store:
        with store.writer() as writer:
            writer.remove(fault_works.make_document(1)[0].document_id)
        store.catalog.connection.execute("UPDATE versions SET text = 'other' || substr(text, 6) WHERE version_no = 3")

    lost = fault_works.find_lost(home, [0, 1, 2, 3], gone=[0])

    assert "document 1 is not there" in lost and "document 3 is not there" in lost
    assert "document 2 has another text" in lost
    assert "document 0 is still there" in lost
    assert any("not the same in the catalog and in the journal" in problem for problem in fault_works.diagnose(home))


def test_only_whole_lines_count_as_acknowledged(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"1\n2\n13")
    assert fault_works.acknowledged(tmp_path / "log") == [1, 2]
    assert fault_works.acknowledged(tmp_path / "nothing") == []


def test_a_round_that_loses_a_document_fails_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose(run: faults._Round) -> str:
        run.wanted.append(9999)
        return "a document is wanted that was never written"

    monkeypatch.setattr(faults, "_DOCUMENTS", 4)
    monkeypatch.setattr(faults, "KINDS", {"wishful": lose})

    status = faults.main(["--rounds", "1", "--kind", "wishful", "--json", str(tmp_path / "rounds.jsonl")])

    assert status == 1
    assert "LOST" in capsys.readouterr().out
    assert json.loads((tmp_path / "rounds.jsonl").read_text(encoding="utf-8"))["outcome"] == "lost"
