from __future__ import annotations

import pytest
from pydantic import ValidationError

from ingest.settings import IngestSettings


def test_the_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_INGEST_MAX_FILE_MB", "3")
    monkeypatch.setenv("NEWSDESK_INGEST_ALLOW_PRIVATE_ADDRESSES", "true")

    settings = IngestSettings()

    assert settings.max_file_mb == 3
    assert settings.allow_private_addresses


@pytest.mark.parametrize(
    "values", [{"no_such_setting": 1}, {"max_redirects": -1}, {"passage_words": 5000}, {"max_file_mb": "much"}]
)
def test_unknown_keys_and_values_out_of_bounds_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        IngestSettings(**values)  # type: ignore[arg-type]


def test_settings_cannot_be_changed_and_each_is_described() -> None:
    settings = IngestSettings()

    with pytest.raises(ValidationError):
        settings.max_pages = 1  # type: ignore[misc]
    assert all(field.description for field in IngestSettings.model_fields.values())


def test_the_splitter_is_shaped_by_the_settings() -> None:
    assert IngestSettings(passage_words=50).split.passage_words == 50
