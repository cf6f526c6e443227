from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import fitting_support
from evals.errors import DatasetError
from evals.fitting_support import Example, example_of, fit_support, measure_text
from evals.groundedness_data import find_missing, read_begin, read_frank, read_wice
from evals.runner import RunRequest
from evals.suites import GroundednessSuite, groundedness

ARTICLE = "Two planes left Texas on Saturday. The judge ordered them back. Nobody was hurt."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("frank", "wice", "begin"):
        (tmp_path / name).mkdir()
    write_lines(tmp_path / "frank" / "articles.jsonl", [{"hash": str(n), "article": ARTICLE} for n in range(6)])
    summaries = [
        {"hash": str(n), "dataset": "cnndm", "split": "valid", "summary": text, "Factuality": value}
        for n in range(6)
        for text, value in (("Two planes left Texas on Saturday.", 1.0), ("Nine ships sank near Iceland.", 0.5))
    ]
    others = [{**summaries[0], "dataset": "bbc"}, {**summaries[0], "split": "test"}]
    write_lines(tmp_path / "frank" / "summaries_annotated.jsonl", [*summaries, *others])
    claims = [
        {"claim": text, "label": label, "evidence": ["(meta data) TITLE: Page", f"Page {n}.", *ARTICLE.split(". ")]}
        for n in range(6)
        for text, label in (("The judge ordered them back.", "supported"), ("He fled.", "partially_supported"))
    ]
    write_lines(tmp_path / "wice" / "claim_dev.jsonl", claims)
    rows = [
        f"gpt2\tcmu\t{ARTICLE} {n}\thello\t{text}\t{label}"
        for n in range(3)
        for text, label in (
            ("nobody was hurt", "Fully attributable"),
            ("i like whales", "Not fully attributable"),
            ('ok "then', "Generic"),
        )
    ]
    for part in ("cmu", "tc", "wow"):
        head = "model_name\tdata_source\tknowledge\tmessage\tresponse\tbegin_label"
        (tmp_path / "begin" / f"begin_dev_{part}.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_frank_is_read_for_its_cnn_part_and_validation_split(data: Path) -> None:
    texts = read_frank(data)
    assert (len(texts), sum(text.is_supported for text in texts)) == (12, 6)


def test_partial_support_is_none_in_wice(data: Path) -> None:
    assert {(text.text, text.is_supported) for text in read_wice(data)} == {
        ("The judge ordered them back.", True),
        ("He fled.", False),
    }


def test_generic_responses_are_not_supported_in_begin(data: Path) -> None:
    texts = read_begin(data)
    assert (len(texts), sum(text.is_supported for text in texts)) == (27, 9)


def test_texts_on_the_same_words_share_a_document(data: Path) -> None:
    assert len({text.document for text in read_begin(data)}) == 3


def test_a_broken_line_is_named(data: Path) -> None:
    (data / "wice" / "claim_dev.jsonl").write_text('{"claim": "x"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="line 1"):
        read_wice(data)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert "give --data DIR" in str(find_missing(None, "FRANK"))
    assert "claim_dev.jsonl is missing" in str(find_missing(tmp_path, "WiCE"))


def test_the_suite_does_not_run_without_data(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        report = GroundednessSuite().run(RunRequest(data=folder))
        assert (report.state, report.scores) == ("not run", ())
        assert report.why


def test_the_suite_scores_what_is_there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groundedness, "made_examples", lambda: iter(()))
    (data / "wice" / "claim_dev.jsonl").unlink()
    report = GroundednessSuite().run(RunRequest(data=data))
    assert [score.name for score in report.scores] == ["FRANK: support AUC", "BEGIN: support AUC"]
    assert all(score.value is not None and score.value > 0.9 for score in report.scores)
    assert report.counts["data sets left out"] == 1


def test_a_fit_is_the_same_each_time_and_holds_signs(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting_support, "made_examples", lambda: iter(()))
    examples: list[Example] = [example_of(text) for text in [*read_frank(data), *read_wice(data), *read_begin(data)]]
    tuned = [sentence for example in examples if example.is_supported for sentence in example.sentences]
    fitted = fit_support(examples, tuned, "this test")
    assert fitted == fit_support(examples, tuned, "this test")
    assert all(value <= 0 for name, value in fitted["coefficients"].items() if name.startswith("flag_"))
    assert 0 < fitted["cutoff"] <= 0.5
    assert "this test" in fitted["provenance"]


def test_each_sentence_of_a_text_is_measured() -> None:
    from assistant.verdicts import CheckedSpan

    measured = measure_text("Two planes left Texas. Nine ships sank there .", [CheckedSpan(text=ARTICLE)])
    assert len(measured) == 2
    assert measured[0]["coverage"] > measured[1]["coverage"]
