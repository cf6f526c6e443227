from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest import sources
from ingest.sources import FoundAddress, FoundBuiltIn, FoundFile, find_sources


def names(folder: Path, *given: str | Path) -> list[str]:
    found = find_sources(given or [folder])
    return [os.path.relpath(source.source, folder) for source in found.sources]


def fill(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Text.")


def test_a_folder_is_walked_to_its_depths_in_the_order_of_names(folder: Path) -> None:
    fill(folder, "b.txt", "a/z.md", "a/b/c.html", "c.jsonl.gz", "A.pdf")

    assert names(folder) == ["A.pdf", "b.txt", "c.jsonl.gz", "a/z.md", "a/b/c.html"]


def test_hidden_files_and_folders_are_passed_over_and_counted(folder: Path) -> None:
    fill(folder, ".git/a.txt", ".hidden.txt", "a.txt")

    found = find_sources([folder])

    assert [Path(source.source).name for source in found.sources] == ["a.txt"]
    assert found.hidden == 2 and not found.rejections


def test_files_of_other_kinds_are_refused_by_name(folder: Path) -> None:
    fill(folder, "a.txt", "b.png", "noending")

    found = find_sources([folder])

    assert [(Path(each.source).name, each.why.split(" is not")[0]) for each in found.rejections] == [
        ("b.png", ".png"),
        ("noending", "a file without an ending"),
    ]


def test_a_path_counts_once_however_it_is_spelt(folder: Path) -> None:
    fill(folder, "a.txt", "sub/b.txt")
    (folder / "link.txt").symlink_to("a.txt")

    assert names(folder, folder / "sub/../a.txt", folder, f"{folder}//sub/.", folder / "a.txt") == [
        "a.txt",
        "sub/b.txt",
    ]


def test_a_source_is_its_real_path_and_its_size_and_time(folder: Path) -> None:
    fill(folder, "a.txt")
    os.utime(folder / "a.txt", ns=(5, 7))

    (source,) = find_sources([folder / "a.txt"]).sources

    assert source == FoundFile(path=str(folder / "a.txt"), source=str(folder / "a.txt"), size=5, mtime_ns=7)


def test_a_relative_path_and_a_home_path_are_made_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "a.txt")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))

    assert names(folder, "a.txt", "~/a.txt") == ["a.txt"]


def test_loops_of_links_end(folder: Path) -> None:
    fill(folder, "a/b/c.txt")
    (folder / "a/b/up").symlink_to(folder / "a")
    (folder / "self").symlink_to("self")

    found = find_sources([folder])

    assert [Path(source.source).name for source in found.sources] == ["c.txt"]
    assert [Path(each.source).name for each in found.rejections] == ["self"]


def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("Secret.")
    (folder / "a.txt").symlink_to("../secret.txt")
    (folder / "b").symlink_to("/etc")

    found = find_sources([folder])

    assert not found.sources
    assert all("leads out of the folder" in each.why for each in found.rejections)
    assert len(found.rejections) == 2


def test_a_link_that_is_named_itself_is_followed(folder: Path) -> None:
    (folder.parent / "far.txt").write_text("Text.")
    (folder / "a.txt").symlink_to("../far.txt")

    assert names(folder.parent, folder / "a.txt") == ["far.txt"]


def test_pipes_sockets_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "s.txt"))
        found = find_sources([tmp_path / "pipe.txt", tmp_path / "s.txt", "/dev/null"])

    assert ["named pipe" in found.rejections[0].why, "socket" in found.rejections[1].why] == [True, True]
    assert "device" in found.rejections[2].why


@pytest.mark.parametrize("name", ["", "  ", "nowhere.txt", "~no-such-user/a.txt", "a\x00b.txt", "x" * 5000])
def test_what_is_not_there_is_refused(name: str) -> None:
    found = find_sources([name])

    assert not found.sources
    assert len(found.rejections) == 1


def test_a_folder_that_cannot_be_looked_into_is_refused_and_kept_in_mind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, "a.txt", "shut/b.txt")
    scandir = os.scandir

    def refuse(path: str):  # type: ignore[no-untyped-def]
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(sources.os, "scandir", refuse)
    found = find_sources([folder])

    assert [Path(source.source).name for source in found.sources] == ["a.txt"]
    assert "permission denied" in found.rejections[0].why
    assert found.unread_folders == [f"{folder}/shut/"]


def test_names_that_are_no_utf_8_are_escaped(folder: Path) -> None:
    path = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"Text.")

    (source,) = find_sources([folder]).sources

    assert source.source.endswith("/caf%E9.txt")
    source.source.encode("utf-8")


def test_control_characters_and_passwords_do_not_reach_the_report(folder: Path) -> None:
    fill(folder, "a\x1b[31mb.png")
    found = find_sources([folder, "https://user:secret@example.org/"])

    assert "\x1b" not in found.rejections[0].source
    assert "secret" not in found.rejections[1].source


def test_folders_are_followed_only_so_deep(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_DEEPEST", 2)
    fill(folder, "1/2/a.txt", "1/2/3/b.txt")

    found = find_sources([folder])

    assert [Path(source.source).name for source in found.sources] == ["a.txt"]
    assert "2 folders deep" in found.rejections[0].why


def test_addresses_and_built_in_reports_are_told_from_paths() -> None:
    found = find_sources(["HTTP://Example.org", "builtin:x", "ftp://example.org/a"])

    assert found.sources == [FoundAddress(source="http://example.org/"), FoundBuiltIn(source="builtin:x")]
    assert "only http and https" in found.rejections[0].why
