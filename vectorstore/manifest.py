"""What a library was built with: checked at each open, so that vectors of two models never mix."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass

from .catalog import Catalog
from .errors import ManifestMismatchError, StoreCorruptError

__all__ = [
    "Manifest",
    "check_splitter",
    "forget_previous",
    "library_id",
    "read_manifest",
    "read_previous",
    "write_manifest",
    "write_previous",
]

_FORMAT = 1
_PREVIOUS = "previous_manifest"
_LIBRARY = "library"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The settings that the index depends on; `vectors` is the name of the folder that holds them."""

    embedder: str
    dimensions: int
    distance: str
    vectors: str
    splitter: str | None = None
    format: int = _FORMAT


def read_manifest(catalog: Catalog) -> Manifest | None:
    """The manifest, or None for a library that nothing was written to yet.

    Raises:
        StoreCorruptError: it is not a manifest.
        ManifestMismatchError: it was written by a later format.
    """
    return _parse(catalog.meta("manifest"))


def read_previous(catalog: Catalog) -> Manifest | None:
    """The manifest of the index that the last reindex kept to go back to; None when none is kept."""
    return _parse(catalog.meta(_PREVIOUS))


def write_previous(catalog: Catalog, manifest: Manifest) -> None:
    """Keep a manifest to go back to; inside a transaction of the catalog."""
    catalog.set_meta(_PREVIOUS, json.dumps(asdict(manifest)))


def forget_previous(catalog: Catalog) -> None:
    """Keep no manifest to go back to; inside a transaction of the catalog."""
    catalog.delete_meta(_PREVIOUS)


def library_id(catalog: Catalog) -> str:
    """The library's own id, made at first use: by it a shared server knows whose an index is."""
    held = catalog.meta(_LIBRARY)
    if held is None:
        with catalog.transaction() as connection:
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (_LIBRARY, uuid.uuid4().hex)
            )
        held = catalog.meta(_LIBRARY)
    return str(held)


def _parse(text: str | None) -> Manifest | None:
    if text is None:
        return None
    try:
        manifest = Manifest(**json.loads(text))
    except (TypeError, ValueError) as err:
        raise StoreCorruptError("The library's manifest", str(err)) from err
    if manifest.format > _FORMAT:
        raise ManifestMismatchError("format", manifest.format, _FORMAT)
    return manifest


def write_manifest(catalog: Catalog, manifest: Manifest) -> None:
    """Store the manifest; inside a transaction of the catalog."""
    catalog.set_meta("manifest", json.dumps(asdict(manifest)))


def check_splitter(manifest: Manifest, splitter: str | None) -> None:
    """Refuse to mix passages of two splitters.

    Raises:
        ManifestMismatchError: the library was split otherwise.
    """
    if splitter is not None and manifest.splitter is not None and splitter != manifest.splitter:
        raise ManifestMismatchError("splitter", manifest.splitter, splitter)
