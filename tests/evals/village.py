"""A small library of village news, and cases on it: some that it answers, some that it does not."""

from __future__ import annotations

import json
from pathlib import Path

from assistant import AssistantSettings
from evals.judges import WordJudge
from evals.runner import RunRequest
from ingest import ingest_into
from vectorstore import HashingEmbedder, Store

NEWS = (  # name, sentence with the answer, question, answer, another sentence
    ("bridge", "The old bridge at Elmford was closed on Monday after 37 cracks were found in its arches.",
     "How many cracks were found in the bridge at Elmford?", "37", "Engineers will examine it before winter."),
    ("library", "The library of Corbridge now opens until midnight after a petition with 4,100 names.",
     "How many names were on the petition for the library of Corbridge?", "4,100", "Students wanted longer hours."),
    ("tower", "The clock tower of Brackwell leans 14 degrees to the west, surveyors measured.",
     "How many degrees does the clock tower of Brackwell lean?", "14", "Its bells are silent since the storm."),
    ("museum", "The museum in Halvorsen paid 620 dollars for a stuffed walrus.",
     "How much did the museum in Halvorsen pay for a stuffed walrus?", "620 dollars", "Children may touch its tusks."),
    ("tram", "Tram line 8 in Ostrava Heights will be extended by 11 stops.",
     "By how many stops will tram line 8 in Ostrava Heights be extended?", "11", "Work on the rails starts in June."),
    ("bakery", "Baker Ingrid Solberg of Fenwick sold 2,300 cinnamon rolls in one day.",
     "How many cinnamon rolls did Ingrid Solberg of Fenwick sell in one day?", "2,300", "The queue was long."),
    ("lighthouse", "The lighthouse on Skarrow island was painted red in 1912.",
     "When was the lighthouse on Skarrow island painted red?", "1912", "Sailors had mistaken it for a church."),
    ("theatre", "Director Paul Okafor cut the play at the Meridian theatre to 55 minutes.",
     "To how many minutes did Paul Okafor cut the play at the Meridian theatre?", "55", "Few had stayed to the end."),
    ("school", "The school in Pinegate hired 19 teachers from Portugal.",
     "How many teachers did the school in Pinegate hire from Portugal?", "19", "Classes in music begin again."),
    ("bees", "Beekeeper Tomas Arkwright lost 240 hives to mites in Dunmere.",
     "How many hives did Tomas Arkwright lose to mites in Dunmere?", "240", "The honey will be scarce this season."),
)  # fmt: skip
UNANSWERED = (
    "Which volcano in Zanthia buried nine villages?",
    "What did the astronaut Vellichor forget on the moon?",
    "How many submarines does Laurelia own?",
    "Who composed the anthem of Ombrossia?",
    "What colour is the flag of Quillhaven?",
)
SETTINGS = AssistantSettings(cutoff=0.15, ranker="none")
"""Made for the real embedding model, neither the default cut-off nor the ranker belongs in these tests."""


def make_library(folder: Path) -> Path:
    """Write and ingest the news; returns the library's folder."""
    texts, home = folder / "texts", folder / "home"
    texts.mkdir(parents=True)
    for name, sentence, _, _, other in NEWS:
        (texts / f"{name}.txt").write_text(f"{other}\n\n{sentence}\n", encoding="utf-8")
    with Store.open(home, embedder=HashingEmbedder()) as store:
        ingest_into(store, [texts])
    return home


def write_cases(path: Path) -> Path:
    cases: list[dict[str, object]] = [
        {
            "id": name,
            "question": question,
            "answerable": True,
            "accepted": [answer],
            "gold": [{"document": name, "quote": sentence}],
            "tags": ["numeric"],
        }
        for name, sentence, question, answer, _ in NEWS
    ]
    cases += [{"id": f"none-{n}", "question": q, "answerable": False} for n, q in enumerate(UNANSWERED)]
    path.write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")
    return path


def request_for(folder: Path, **changes: object) -> RunRequest:
    """A request for the village's cases, asked of its library."""
    home = folder / "home"
    cases = folder / "cases.jsonl"
    if not home.exists():
        make_library(folder)
        write_cases(cases)
    given: dict[str, object] = {
        "home": home, "cases": cases, "embedder": HashingEmbedder(), "judge": WordJudge(), "settings": SETTINGS,
        **changes,
    }  # fmt: skip
    return RunRequest(**given)  # type: ignore[arg-type]
