from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import SourceRejectedError
from ingest.opening import open_file, read_file
from ingest.settings import IngestSettings
from ingest.sources import FoundFile


def found(path: Path, size: int = 1) -> FoundFile:
    return FoundFile(path=str(path), source=str(path), size=size, mtime_ns=0)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Text.")

    raw = read_file(found(tmp_path / "a.txt"), IngestSettings())

    assert (raw.data, raw.name) == (b"Text.", "a.txt")


def test_a_file_that_is_too_large_is_not_opened() -> None:
    with pytest.raises(SourceRejectedError, match="MAX_FILE_MB"):
        read_file(found(Path("/nowhere/a.txt"), size=200_000_000), IngestSettings())


def test_a_file_that_grew_since_it_was_found_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2000)

    with pytest.raises(SourceRejectedError, match="too large"):
        read_file(found(tmp_path / "a.txt"), IngestSettings(max_file_mb=0.001))


def test_a_pipe_put_in_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")

    with pytest.raises(SourceRejectedError, match="special file"):
        read_file(found(tmp_path / "a.txt"), IngestSettings())


def test_a_link_put_in_a_files_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Secret.")
    (tmp_path / "a.txt").symlink_to("secret")

    with pytest.raises(SourceRejectedError, match="cannot be read"), open_file(str(tmp_path / "a.txt")):
        pass


def test_a_file_that_is_gone_or_locked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceRejectedError, match="no such file"):
        read_file(found(tmp_path / "a.txt"), IngestSettings())

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ingest.opening.os.open", refuse)
    with pytest.raises(SourceRejectedError, match="permission denied"):
        read_file(found(tmp_path / "a.txt"), IngestSettings())
