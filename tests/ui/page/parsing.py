"""Reads HTML the way the tests look at it: tags with their attributes, text, and the text inside some tags."""

from __future__ import annotations

from html.parser import HTMLParser

Tag = tuple[str, dict[str, str | None]]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.text = ""
        self._open: list[Tag] = []
        self._inside: list[tuple[tuple[Tag, ...], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop()[0] == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        self.text += data
        self._inside.append((tuple(self._open), data))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def text_in(self, tag: str, css_class: str | None = None) -> str:
        """All text inside tags of this name, and of this class if one is given."""
        return "".join(
            data
            for path, data in self._inside
            if any(
                name == tag and (css_class is None or css_class in (attributes.get("class") or "").split())
                for name, attributes in path
            )
        )


def parse(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert not page._open, f"left open: {page._open}"
    return page
