"""A small data folder in the format of RealTimeQA."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

_ARTICLES = (  # address, title, text
    (
        "bridge",
        "The bridge at Elmford was closed",
        "The old bridge at Elmford was closed on Monday after 37 cracks were found in its arches. "
        "Engineers will examine it.",
    ),
    (
        "orchard",
        "Apple harvest is early",
        "Growers in the Wexley valley began the apple harvest three weeks early this year. "
        "A warm spring brought it on.",
    ),
    (
        "library",
        "A library opens at night",
        "The library of Corbridge now opens until midnight. "
        "Students asked for longer hours in a petition with 4,100 names.",
    ),
    (
        "ferry",
        "Ferry fares rise",
        "Fares on the Sandholm ferry rise to nine crowns in March. "
        "The operator Lindqvist Lines blamed the price of fuel.",
    ),
)  # fmt: skip
_QUESTIONS = (
    ("q1", "How many cracks were found in the bridge at Elmford?", "37", "bridge"),
    ("q2", "How many names were on the petition for the library of Corbridge?", "4,100", "library"),
    ("q3", "Who blamed the price of fuel for the fares on the Sandholm ferry?", "Lindqvist Lines", "ferry"),
    ("q4", "Which volcano in Zanthia buried nine villages?", "Mount Ostrava", None),
    ("q5", "What did the astronaut Vellichor forget on the moon?", "a spanner", None),
)


def address_of(name: str) -> str:
    return f"https://www.{'post' if name < 'f' else 'ledger'}.example/2023/{name}.html"


def make_data(data: Path) -> Path:
    """Write the folder, two articles in each of two packed files, and return it."""
    folder = data / "realtimeqa"
    folder.mkdir(parents=True)
    for number in (0, 1):
        with gzip.open(folder / f"articles_20230{number + 1}.jsonl.gz", "wt", encoding="utf-8") as file:
            for name, title, text in _ARTICLES[2 * number : 2 * number + 2]:
                record = {
                    "url": address_of(name), "title": title, "publish_date": "2023/01/05", "authors": ["A. Writer"],
                    "text": text,
                }  # fmt: skip
                file.write(f"{json.dumps(record)}\n")
    lines = []
    for identity, question, answer, article in _QUESTIONS:
        record = {
            "question_id": identity, "question_date": "2023/01/06", "question_sentence": f"{question} ",
            "choices": [answer, "other"], "answer": ["0"], "answerable": article is not None, "answer_text": [answer],
        }  # fmt: skip
        if article is not None:
            record["urls_containing_answer"] = [f"{address_of(article)}#top", "https://www.absent.example/x.html"]
        lines.append(f"{json.dumps(record)}\n")
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return data
