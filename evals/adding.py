"""A receipt becomes a case: an answer that someone looked at, good or bad, is asked again in every run from then on.

A receipt is the JSON of `newsdesk ask --json`, or of `newsdesk ask --receipt`, or a document that holds one under
`answer`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cases import Case, Gold, PastTurn, read_cases
from .errors import CaseFileError, EvalsError, ReceiptError
from .report_files import parse_answer
from .run_folder import hash_json

if TYPE_CHECKING:
    from assistant import Answer

__all__ = ["append_case", "case_from_receipt", "read_receipt"]


def read_receipt(path: Path) -> tuple[Answer, tuple[PastTurn, ...]]:
    """The answer of a receipt and the turns before it.

    Raises:
        ReceiptError: it holds no answer.
        OSError: it cannot be opened.
    """
    try:
        document = json.loads(path.read_bytes())
        answer: Any = document.get("answer", document) if isinstance(document, dict) else document
        if not isinstance(answer, dict):
            answer = document
        if "spans" in answer:  # a receipt proper names its citations by what they point at
            answer = {**answer, "citations": answer["spans"]}
        turns = tuple(PastTurn(role=turn["role"], content=turn["content"]) for turn in document.get("history", ()))
        return parse_answer(answer), turns
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise ReceiptError(path, f"it holds no answer ({str(err).splitlines()[0][:120]})") from err


def case_from_receipt(
    answer: Answer,
    *,
    history: Sequence[PastTurn] = (),
    accepted: Sequence[str] = (),
    is_answerable: bool | None = None,
    tags: Sequence[str] = (),
) -> Case:
    """Make a case of an answer.

    Args:
        accepted: what a right answer holds. Without it, a good answer's direct words are taken, if it has any.
        is_answerable: whether the library holds an answer; None takes the receipt's word for it.
    """
    answerable = (not answer.abstained) if is_answerable is None else is_answerable
    strings = tuple(accepted)
    if answerable and not strings:
        strings = tuple(dict.fromkeys(s.direct for s in answer.sentences if s.direct))[:1]
    gold = tuple(Gold(document=citation.document_id, quote=citation.quote) for citation in answer.citations)
    case = Case(
        id="receipt",
        question=answer.question,
        answerable=answerable,
        history=tuple(history),
        accepted=strings if answerable else (),
        gold=gold if answerable and not accepted else (),  # a corrected answer was cited from the wrong place
        tags=(*tags, "receipt"),
    )
    return replace(case, id=f"receipt-{hash_json(case.to_json())[:8]}")


def append_case(case: Case, path: Path) -> bool:
    """Add a case to a file of cases, which is made when it is not there; False when the case is there already.

    Raises:
        CaseFileError: the file does not fit, or the case does not.
    """
    if path.is_file() and any(known.id == case.id for known in read_cases(path)):
        return False
    before = path.read_bytes() if path.is_file() else b""
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    line = json.dumps(case.to_json(), ensure_ascii=False).encode()
    path.write_bytes(before + gap + line + b"\n")
    try:
        read_cases(path)
    except (CaseFileError, EvalsError):
        path.write_bytes(before)
        raise
    return True
