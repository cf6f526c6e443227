"""Public data sets are read as they lie, from small folders in their formats; what is missing is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.datasets.clapnq import write_as_prose
from evals.datasets.ir_collections import read_cranfield, read_time
from evals.errors import DatasetError, UnknownDatasetError
from evals.judges import WordJudge
from evals.report import Report
from evals.runner import RunRequest, run_suite
from tests.evals.village import SETTINGS
from vectorstore import HashingEmbedder

BRIDGE = "The old bridge at Elmford was closed on Monday after 37 cracks were found in its arches."


def write_lines(path: Path, *records: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    questions = [
        {"id": "q1", "question": "How many cracks were found in the bridge at Elmford?", "is_impossible": False,
         "answers": [{"text": "37 cracks", "answer_start": 54}, {"text": "37", "answer_start": 54}]},
        {"id": "q2", "question": "Which volcano buried nine villages?", "is_impossible": True, "answers": []},
    ]  # fmt: skip
    squad = {"data": [{"title": "Elmford", "paragraphs": [{"context": BRIDGE, "qas": questions}]}]}
    (folder / "squad2").mkdir(parents=True)
    (folder / "squad2" / "squad2.json").write_text(json.dumps(squad), encoding="utf-8")
    tokenised = "The old bridge at Elmford was closed after 37 cracks ( all new ) were found , engineers say ."
    passage = {"title": "Elmford", "text": tokenised, "sentences": [tokenised]}
    write_lines(
        folder / "clapnq" / "clapnq_dev_answerable.jsonl",
        {"id": "c1", "input": "how many cracks were found in the bridge at Elmford", "passages": [passage],
         "output": [{"answer": "37 cracks were found .", "selected_sentences": [tokenised]}]},
    )  # fmt: skip
    write_lines(
        folder / "clapnq" / "clapnq_dev_unanswerable.jsonl",
        {"id": "c2", "input": "which volcano buried nine villages", "passages": [passage],
         "output": [{"answer": "", "selected_sentences": []}]},
    )  # fmt: skip
    context = {"document_id": "x-1", "title": "Elmford", "text": BRIDGE}

    def turn(id: str, answerability: str, contexts: list[object], *words: str) -> dict[str, object]:
        speakers = ("user", "agent")
        said = [{"speaker": speakers[n % 2], "text": text} for n, text in enumerate(words)]
        return {
            "task_id": id, "answerability": [answerability], "contexts": contexts, "input": said,
            "targets": [{"text": "There were 37 cracks."}],
        }  # fmt: skip

    write_lines(
        folder / "mtrag" / "mtragun_reference.jsonl",
        turn("m1", "ANSWERABLE", [context], "Tell me of the bridge at Elmford.", "It was closed.",
             "How many cracks were found in it?"),
        turn("m2", "UNANSWERABLE", [], "Which volcano buried nine villages?"),
    )  # fmt: skip
    write_lines(
        folder / "rgb" / "en_fact.jsonl",
        {"id": 0, "query": "How many cracks were found in the bridge", "answer": "37", "fakeanswer": "48",
         "positive": [BRIDGE, f"On Tuesday it was said: {BRIDGE}"],
         "positive_wrong": [BRIDGE.replace("37", "48"), BRIDGE.replace("37", "48")]},
    )  # fmt: skip
    return folder


def run(suite: str, data: Path | None, cache: Path, *datasets: str) -> Report:
    request = RunRequest(
        data=data, cache=cache, embedder=HashingEmbedder(), judge=WordJudge(), settings=SETTINGS, datasets=datasets
    )
    return run_suite(suite, request)


def test_squad_is_asked_of_its_own_paragraphs(data: Path, tmp_path: Path) -> None:
    report = run("abstention", data, tmp_path / "cache", "squad2")
    assert {record.case.id: record.outcome for record in report.records} == {"q1": "right", "q2": "rightly refused"}
    assert report.score("abstention F1", "squad2").value == 1
    assert report.counts["documents"] == 1


def test_clapnq_is_put_as_prose_and_its_gold_is_found(data: Path, tmp_path: Path) -> None:
    assert write_as_prose("He said , `` no '' ( twice ) .") == "He said, “no” (twice)."
    report = run("citations", data, tmp_path / "cache", "clapnq")
    assert report.score("cites the gold").value == 1
    assert report.score("citation recall").value == 1
    assert run("answers", data, tmp_path / "cache", "clapnq").score("reference F1").n == 1


def test_mtrag_asks_the_last_turn_with_its_history_and_contexts(data: Path, tmp_path: Path) -> None:
    report = run("conversation", data, tmp_path / "cache", "mtrag")
    (record,) = report.records
    assert "Elmford" in record.given.standalone_question
    assert report.score("reference F1").n == 1
    refused = run("abstention", data, tmp_path / "cache", "mtrag")
    assert {r.case.id: r.outcome for r in refused.records}["m2"] == "rightly refused"


def test_rgb_has_a_control_that_agrees(data: Path, tmp_path: Path) -> None:
    report = run("disagreement", data, tmp_path / "cache", "rgb")
    assert [record.case.tags[0] for record in report.records] == ["disagree", "agree"]
    assert (report.score("both sides shown").n, report.score("false alarms").n) == (1, 1)


def test_time_maps_positions_behind_the_gap_and_cranfield_drops_what_is_of_no_interest(tmp_path: Path) -> None:
    time = tmp_path / "ir_time"
    time.mkdir()
    texts = "".join(f"*TEXT {n:03} 01/04/63 PAGE 020\n\nARTICLE NUMBER {n} .\n\n" for n in range(1, 424))
    (time / "TIME.ALL").write_text(f"{texts}*STOP\n", encoding="latin-1")
    (time / "TIME.QUE").write_text(
        "*FIND      1\n\n ONE QUERY .\n\n*FIND      2\n\n ANOTHER .\n*STOP\n", encoding="latin-1"
    )
    (time / "TIME.REL.ALL").write_text("1  5 372\n\n2  371\n", encoding="latin-1")
    documents, cases, relevant = read_time(time)
    numbers = {document.document_id: int(document.source.partition(":")[2]) for document in documents}
    assert [case.question for case in cases] == ["ONE QUERY .", "ANOTHER ."]
    assert sorted(numbers[i] for i in relevant["time-1"]) == [5, 370]
    assert [numbers[i] for i in relevant["time-2"]] == [369]
    assert documents[4].text == "ARTICLE NUMBER 5 ."

    cran = tmp_path / "ir_cran"
    cran.mkdir()
    (cran / "cran.all.1400").write_text(
        ".I 1\n.T\na wing .\n.A\nx\n.B\ny\n.W\na wing in a slipstream .\n.I 2\n.T\nheat .\n.W\nheat .\n",
        encoding="latin-1",
    )
    (cran / "cran.qry").write_text(".I 001\n.W\nwhat of wings .\n.I 004\n.W\nwhat of heat .\n", encoding="latin-1")
    (cran / "cranqrel").write_text("1 1 2 \n1 2 5 \n2 2 -1\n", encoding="latin-1")
    documents, cases, relevant = read_cranfield(cran)
    assert [case.id for case in cases] == ["cranfield-1", "cranfield-2"]
    assert relevant["cranfield-1"] == {documents[0].document_id: 1}


def test_documents_are_ranked_and_nothing_is_asked(tmp_path: Path) -> None:
    cran = tmp_path / "data" / "ir_cran"
    cran.mkdir(parents=True)
    texts = ("a wing in a slipstream", "heat conduction in slabs", "flutter of panels")
    (cran / "cran.all.1400").write_text("".join(f".I {n}\n.T\nt{n}\n.W\n{t}\n" for n, t in enumerate(texts, start=1)))
    (cran / "cran.qry").write_text(".I 001\n.W\nwhat of heat conduction in slabs\n")
    (cran / "cranqrel").write_text("1 2 1\n")
    report = run("retrieval", tmp_path / "data", tmp_path / "cache", "cranfield")
    (record,) = report.records
    assert record.answer is None
    assert report.score("hit@1", "cranfield").value == 1


@pytest.mark.parametrize(
    ("suite", "dataset", "folder"),
    [
        ("retrieval", "time", "ir_time"), ("retrieval", "cranfield", "ir_cran"), ("answers", "squad2", "squad2"),
        ("citations", "clapnq", "clapnq"), ("abstention", "mtrag", "mtrag"), ("disagreement", "rgb", "rgb"),
    ],
)  # fmt: skip
def test_without_its_data_a_set_is_not_run_and_says_where_it_is_from(
    tmp_path: Path, suite: str, dataset: str, folder: str
) -> None:
    for data, words in ((None, "--data DIR"), (tmp_path, f"{folder}")):
        report = run(suite, data, tmp_path / "cache", dataset)
        assert (report.state, report.scores, report.records) == ("not run", (), ())
        assert words in str(report.why)
        assert "It is" in str(report.why)


@pytest.mark.parametrize(
    ("suite", "file", "line"),
    [
        ("answers", "clapnq/clapnq_dev_answerable.jsonl", "{broken"), ("abstention", "mtrag/mtragun_reference.jsonl", "{}"),
        ("disagreement", "rgb/en_fact.jsonl", "[]"), ("answers", "squad2/squad2.json", "{}"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_line(data: Path, tmp_path: Path, suite: str, file: str, line: str) -> None:
    (data / file).write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=f"{Path(file).name}, line 1"):
        run(suite, data, tmp_path / "cache", file.partition("/")[0])


def test_an_unknown_set_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownDatasetError, match="no data set 'nope', only builtin, squad2, clapnq"):
        run("answers", None, tmp_path, "nope")
