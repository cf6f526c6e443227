from __future__ import annotations

import errno

import pytest
from pydantic import ValidationError

from assistant.errors import EmptyQuestionError
from ingest.errors import NothingToIngestError
from ui.errors import AmbiguousIdError, HostRefusedError, PortTakenError, WrongUseError, explain_error
from vectorstore import StoreSettings
from vectorstore.errors import DocumentNotFoundError


@pytest.mark.parametrize(
    "error",
    [
        EmptyQuestionError(),
        NothingToIngestError(),
        DocumentNotFoundError("abc"),
        PortTakenError("127.0.0.1", 7860, "another program listens there"),
        HostRefusedError("0.0.0.0"),
        AmbiguousIdError("ab", ["ab1", "ab2"]),
    ],
)
def test_our_own_errors_speak_for_themselves(error: Exception) -> None:
    explanation = explain_error(error)
    assert explanation.message == str(error)
    assert explanation.exit_status == 1


def test_wrong_use_ends_with_status_two() -> None:
    assert explain_error(WrongUseError("Swap them.")).exit_status == 2


def test_a_refused_setting_is_named_as_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_STORE_EMBED_BATCH", "many")
    with pytest.raises(ValidationError) as caught:
        StoreSettings()
    explanation = explain_error(caught.value)
    assert "NEWSDESK_STORE_EMBED_BATCH" in explanation.message
    assert explanation.exit_status == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "No permission for /x/y"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/x/y"), "/x/y: not a directory"),
        (ZeroDivisionError("division by zero"), "NEWSDESK_DEBUG=1"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_foreign_errors_become_one_message_with_a_next_step(error: Exception, words: str) -> None:
    explanation = explain_error(error)
    assert words in explanation.message
    assert "Traceback" not in explanation.message
    assert "\n" not in explanation.message
    assert explanation.exit_status == 1


def test_an_interruption_says_that_nothing_is_lost() -> None:
    explanation = explain_error(KeyboardInterrupt())
    assert "What was stored stays" in explanation.message
    assert explanation.exit_status == 130
