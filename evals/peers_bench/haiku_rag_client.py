"""haiku.rag, as its page on pre-processed documents shows it: chunks imported into an embedded LanceDB, hybrid search."""

from __future__ import annotations
