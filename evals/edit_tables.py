"""Tables for the minimal edits: names by sort, units that stand for one another, verbs with their base form."""

# ruff: noqa: E501  (tables read best with one sort a line)
from __future__ import annotations

from collections.abc import Sequence

__all__ = ["ATTRIBUTED", "BASE_FORMS", "NAMES", "UNIT_SWAPS"]

NAMES: Sequence[Sequence[str]] = (
    (
        "Bukele", "Trump", "Rubio", "Noem", "Bondi", "Boasberg", "Xinis", "Villatoro", "Maduro", "Southwick", "Oldham", "Cabello",
        "Saab", "Ulloa", "Leavitt", "Ensign", "Gelernt", "Kavanaugh", "Alito", "Thomas", "Sotomayor", "Barrett", "Hendrix",
        "Abrego Garcia", "Van Hollen", "Homan", "Vance", "Biden", "Obama", "Petro", "Guterres", "Goebertus", "Bullock",
    ),
    (
        "El Salvador", "Venezuela", "Honduras", "Guatemala", "Mexico", "Colombia", "Panama", "Costa Rica", "Nicaragua", "Cuba", "Spain",
        "Peru", "Chile", "Ecuador", "Brazil", "Rwanda", "Uganda", "Eswatini", "South Sudan", "Haiti", "Japan", "China", "the United States",
    ),
    (
        "Venezuelans", "Salvadorans", "Mexicans", "Hondurans", "Colombians", "Cubans", "Haitians", "Guatemalans",
    ),
    (
        "Venezuelan", "Salvadoran", "Mexican", "Honduran", "Colombian", "Cuban", "Peruvian", "Brazilian", "Spanish",
    ),
    (
        "Tren de Aragua", "MS-13", "Barrio 18", "the Latin Kings", "the Sinaloa Cartel",
    ),
    (
        "Human Rights Watch", "Cristosal", "Amnesty International", "the Red Cross", "Socorro Jurídico Humanitario", "RFK Human Rights",
        "ACLU", "Democracy Forward", "the Brennan Center",
    ),
    (
        "CNN", "AFP", "Reuters", "AP", "ProPublica", "El Faro", "The New York Times", "The Wall Street Journal", "The Washington Post", "NPR",
        "CBS News", "Bloomberg", "El País", "ABC News",
    ),
    (
        "Supreme Court", "Fifth Circuit", "D.C. Circuit", "Ninth Circuit", "Fourth Circuit",
    ),
    (
        "White House", "State Department", "Justice Department", "Treasury", "Pentagon",
    ),
    (
        "Texas", "Maryland", "Tennessee", "Colorado", "New York", "Pennsylvania", "California", "Florida", "Virginia",
    ),
)  # fmt: skip
"""Names that can stand in one place, by sort."""

UNIT_SWAPS: Sequence[tuple[str, Sequence[str]]] = (
    ("km", ("miles", "metres")),
    ("miles", ("km", "metres")),
    ("metres", ("feet", "km")),
    ("metre", ("foot", "mile")),
    ("square metres", ("square feet", "square km")),
    ("hectares", ("acres", "square metres")),
    ("acres", ("hectares",)),
    ("million", ("billion", "thousand")),
    ("billion", ("million",)),
    ("percent", ("percentage points",)),
    ("per cent", ("percentage points",)),
    ("dollars", ("euros", "pesos")),
    ("million dollars", ("million euros",)),
    ("kg", ("tonnes", "pounds")),
    ("kilos", ("tonnes",)),
    ("tonnes", ("kg",)),
    ("minutes", ("hours", "seconds")),
    ("hours", ("days", "minutes")),
    ("days", ("weeks", "months", "hours")),
    ("weeks", ("months", "days")),
    ("months", ("years", "weeks")),
    ("years", ("months", "decades")),
    ("year", ("month", "week")),
    ("day", ("month",)),
    ("litres", ("gallons",)),
)
"""What stands behind a figure, as a pattern, and what may be put in its place."""

BASE_FORMS = {
    "said": "say", "told": "tell", "found": "find", "took": "take", "went": "go", "gave": "give", "held": "hold", "made": "make",
    "saw": "see", "put": "put", "came": "come", "wrote": "write", "sent": "send", "led": "lead", "set": "set", "began": "begin",
    "ordered": "order", "announced": "announce", "reported": "report", "ruled": "rule", "refused": "refuse", "declared": "declare",
    "described": "describe", "showed": "show", "concluded": "conclude", "visited": "visit", "received": "receive", "paid": "pay",
    "filed": "file", "signed": "sign", "invoked": "invoke", "asked": "ask", "called": "call", "opened": "open", "arrived": "arrive",
    "named": "name", "voted": "vote", "passed": "pass", "approved": "approve", "rejected": "reject", "agreed": "agree", "counted": "count",
    "estimated": "estimate", "added": "add", "argued": "argue", "listed": "list", "published": "publish", "released": "release",
    "spoke": "speak", "spread": "spread", "denied": "deny", "posted": "post", "certified": "certify", "identified": "identify",
    "criticised": "criticise", "accused": "accuse", "claimed": "claim", "covers": "cover", "won": "win", "became": "become",
}  # fmt: skip
"""The past form of a verb, and its base form behind `did not`."""

_SPEECH = "said|says|stated|declared|claimed|argued|announced|reported|estimated|noted|wrote|told|added|concluded|remarked|explained"
ATTRIBUTED = (
    rf"^(?!According)([^,;]{{3,90}}?) (?:{_SPEECH})\b",
    r"\b[Aa]ccording to ([^,.;]{3,80})",
    rf", ([^,;.]{{3,80}}?) (?:{_SPEECH})\b",
)
"""Where the one who says it is named, as the first group of each."""
