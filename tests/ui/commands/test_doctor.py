from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.ui.running import run, run_json


@pytest.mark.usefixtures("home")
def test_a_sound_library_is_called_sound() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "The library is sound." in result.stdout
    assert run_json("doctor")["sound"] is True


def test_a_library_without_its_vectors_needs_care_and_can_be_repaired(home: Path) -> None:
    for folder in (home / "vectors").iterdir():
        shutil.rmtree(folder)
    sick = run("doctor", "--json")
    assert sick.exit_code == 1
    assert json.loads(sick.stdout)["problems"]
    assert "newsdesk doctor --repair" in run("doctor").stdout
    assert run("doctor", "--repair").exit_code == 0
    assert "40,000" in run("ask", "How many people can CECOT hold?").stdout
