"""The page's one theme: quiet, typographic, light and dark, in fonts that the machine already has."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["SANS", "SERIF", "head_of_page", "head_of_sign_in", "make_theme"]

SANS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
SERIF = ("Iowan Old Style", "Palatino Linotype", "Palatino", "Charter", "Georgia", "DejaVu Serif", "serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Liberation Mono", "monospace")

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='6' fill='%231d3d5c'/%3E%3Cpath d='M8 10h16M8 16h16M8 22h9' stroke='%23ffe9a3' stroke-width='3' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)


def make_theme() -> gr.themes.Base:
    """Gradio's own pieces in the page's colours; the page's own are styled by `page.css` with the same variables."""
    import gradio as gr

    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=SANS,
        font_mono=_MONO,
    ).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#15171a",
        body_text_color="#1d1c1a",
        body_text_color_dark="#e8e5de",
        body_text_color_subdued="#5f5b54",
        body_text_color_subdued_dark="#a8a49b",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1d2024",
        background_fill_secondary="#f4f2ec",
        background_fill_secondary_dark="#1d2024",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_label_text_color="#5f5b54",
        block_label_text_color_dark="#a8a49b",
        block_title_text_color="#5f5b54",
        block_title_text_color_dark="#a8a49b",
        border_color_primary="#d9d5cb",
        border_color_primary_dark="#3a3e45",
        border_color_accent="#1d5d94",
        border_color_accent_dark="#8fc1ee",
        color_accent="#1d5d94",
        color_accent_soft="#e6eef6",
        color_accent_soft_dark="#24374a",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d2024",
        input_border_color="#8c877c",
        input_border_color_dark="#6d727b",
        input_border_color_focus="#1d5d94",
        input_border_color_focus_dark="#8fc1ee",
        input_border_width="1px",
        input_placeholder_color="#6d685f",
        input_placeholder_color_dark="#a09c93",
        button_primary_background_fill="#1d3d5c",
        button_primary_background_fill_dark="#cfe3f6",
        button_primary_background_fill_hover="#16304a",
        button_primary_background_fill_hover_dark="#ffffff",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#14283b",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="#1d2024",
        button_secondary_border_color="#8c877c",
        button_secondary_border_color_dark="#6d727b",
        button_secondary_text_color="#1d1c1a",
        button_secondary_text_color_dark="#e8e5de",
        button_border_width="1px",
        shadow_drop="none",
        shadow_drop_lg="none",
        shadow_inset="none",
    )


def head_of_page() -> str:
    """What goes into the page's head: its styles, its icon and the script that all its parts share, so that nothing has
    to be fetched.
    """
    styles = "".join(_read(name) for name in ("colours.css", "page.css", "talk.css", "views.css"))
    return f'<link rel="icon" href="{_ICON}"><style>{_fonts()}{styles}</style><script>{_read("desk.js")}</script>'


def head_of_sign_in() -> str:
    """The same for the sign-in page, which needs no script."""
    return f'<link rel="icon" href="{_ICON}"><style>{_fonts()}{_read("colours.css")}{_read("sign_in.css")}</style>'


def _fonts() -> str:
    return f":root{{--nd-serif:{_stack(SERIF)};--nd-sans:{_stack(SANS)}}}"


def _read(name: str) -> str:
    return resources.files("ui.page").joinpath(name).read_text(encoding="utf-8")


def _stack(fonts: tuple[str, ...]) -> str:
    return ",".join(f"'{font}'" if " " in font else font for font in fonts)
