"""Ingest over a Ray cluster: workers read, split and embed; this process finds, fetches and commits.

Files are read here and their bytes are sent, so that workers need no common disk. Nothing here touches the store.
"""

from __future__ import annotations

from .engine import RayEngine

__all__ = ["RayEngine"]
