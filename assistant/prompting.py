"""Prompts: `.md` files beside this module, filled in and hashed. What is put into them is made inert elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["Prompt", "hash_prompts", "load_prompt"]

_SECTION = re.compile(r"^## (system|user)\s*$", re.MULTILINE)
_BLANK = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A prompt with blanks such as `{{question}}`; either part may be empty."""

    name: str
    system: str
    user: str
    digest: str
    """The first twelve hexadecimal digits of the file's SHA-256."""

    def fill_system(self, **values: str) -> str:
        return _fill(self.system, values)

    def fill_user(self, **values: str) -> str:
        return _fill(self.user, values)


@lru_cache(maxsize=8)
def load_prompt(name: str) -> Prompt:
    """The packaged prompt of this name: `draft`, `retry` or `rewrite`."""
    text = resources.files("assistant").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    parts = _SECTION.split(text)
    sections = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    return Prompt(
        name=name, system=sections.get("system", ""), user=sections.get("user", ""), digest=_hash(text.encode())
    )


def hash_prompts(*names: str) -> str:
    """One hash for several prompts, kept with every answer that was made with them."""
    return _hash(" ".join(load_prompt(name).digest for name in names).encode())


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Put in all values at once, so that a value's own `{{...}}` stays what it is.

    Raises:
        KeyError: a blank has no value.
    """
    return _BLANK.sub(lambda match: values[match.group(1)], template)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
