"""What a library was built with: checked at each open, so that vectors of two models never mix."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from .catalog import Catalog
from .errors import ManifestMismatchError, StoreCorruptError

__all__ = ["Manifest", "check_splitter", "read_manifest", "write_manifest"]

_FORMAT = 1


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
    text = catalog.meta("manifest")
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
