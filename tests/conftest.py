from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.tracing import Recorder

# A busy machine is no failure: no test asserts how long something takes.
settings.register_profile("newsdesk", deadline=None)
settings.load_profile("newsdesk")


@pytest.fixture
def spans() -> Recorder:
    """What is traced in a test."""
    from tests.tracing import Recorder

    return Recorder()
