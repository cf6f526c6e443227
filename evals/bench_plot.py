"""What the benchmarks measured, drawn as one SVG file that stands alone: light and dark, without a script.

A panel a measure over the number of passages, on a logarithmic axis; bars for what is compared with peers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from .bench_growth import GrowthReport
    from .bench_peers import PeersReport

__all__ = ["Bars", "Line", "Panel", "draw_bench", "draw_panels"]

_WIDTH, _HEIGHT = 420, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 16, 40, 40
_ROW = 26
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:13px}.small{font-size:11px;fill:#666}"
    ".grid{stroke:#8884}.l0{stroke:#0b62a4}.l1{stroke:#c2571a}.l2{stroke:#888}.f0{fill:#0b62a4}.f1{fill:#c2571a}.f2{fill:#888}"
    "polyline{fill:none;stroke-width:2}.back{fill:#fff}"
    "@media(prefers-color-scheme:dark){.back{fill:#16181c}text{fill:#ddd}.small{fill:#999}}"
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A named curve of (passages, value) points; `is_thin` draws it without dots."""

    name: str
    points: Sequence[tuple[float, float]]
    is_thin: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Curves over the number of passages, from 0 up."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Labelled values from 0 up, one below the other."""

    title: str
    bars: Sequence[tuple[str, float]]


def draw_bench(growth: GrowthReport | None, peers: PeersReport | None = None) -> str:
    """The plot of a run: what grew, and what was compared."""
    return draw_panels([*(_growth_panels(growth) if growth else []), *(_peer_panels(peers) if peers else [])])


def draw_panels(panels: Sequence[Panel | Bars]) -> str:
    """Two panels a row."""
    heights = [_HEIGHT if isinstance(panel, Panel) else _TOP + len(panel.bars) * _ROW + 10 for panel in panels]
    rows = [max(heights[at : at + 2]) for at in range(0, len(panels), 2)]
    width, height = 2 * _WIDTH, sum(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape("; ".join(panel.title for panel in panels))}"><style>{_STYLE}</style>'
        f'<rect class="back" width="{width}" height="{height}"/>'
    ]
    for number, panel in enumerate(panels):
        drawn = _draw_panel(panel) if isinstance(panel, Panel) else _draw_bars(panel)
        x, y = _WIDTH * (number % 2), sum(rows[: number // 2])
        parts.append(f'<g transform="translate({x} {y})">{"".join(drawn)}</g>')
    return "".join([*parts, "</svg>\n"])


def _growth_panels(growth: GrowthReport) -> list[Panel | Bars]:
    sizes = growth.sizes

    def line(name: str, values: Sequence[float | None]) -> Line:
        points = [(size.passages, value) for size, value in zip(sizes, values, strict=True) if value is not None]
        return Line(name=name, points=points)

    return [
        Panel(
            title="Ingest, passages a second",
            lines=[
                line("ingest", [size.ingest_passages_per_s for size in sizes]),
                line("bare model", [size.bare_passages_per_s for size in sizes]),
                Line(name="along the way", points=growth.curve, is_thin=True),
            ],
        ),
        Panel(
            title="A retrieval, ms",
            lines=[
                line("half within", [size.retrieve_p50_ms for size in sizes]),
                line("95% within", [size.retrieve_p95_ms for size in sizes]),
            ],
        ),
        Panel(
            title="An answer, ms",
            lines=[
                line("half within", [size.ask_p50_ms for size in sizes]),
                line("95% within", [size.ask_p95_ms for size in sizes]),
            ],
        ),
        Panel(
            title="Memory, MB",
            lines=[
                line("asking", [size.asking_memory_mb for size in sizes]),
                line("storing", [size.ingest_memory_mb for size in sizes]),
            ],
        ),
    ]


def _peer_panels(peers: PeersReport) -> list[Panel | Bars]:
    systems = [system for system in peers.systems if system.state == "measured"]
    return [
        Bars(
            title=f"Ingest of {peers.passages:,} passages, a second (longer is better)",
            bars=[(system.name, system.ingest_passages_per_s or 0.0) for system in systems],
        ),
        Bars(
            title="A query, half within, ms (shorter is better)",
            bars=[(system.name, system.query_p50_ms or 0.0) for system in systems],
        ),
    ]


def _draw_panel(panel: Panel) -> list[str]:
    every = [point for line in panel.lines for point in line.points]
    parts = [f'<text class="title" x="{_LEFT}" y="18">{escape(panel.title)}</text>']
    if not every:
        return [*parts, f'<text class="small" x="{_LEFT}" y="60">not measured</text>']
    low, high = min(x for x, _ in every), max(x for x, _ in every)
    top = _round_up(max(y for _, y in every))
    along = max(math.log(high) - math.log(low), 1e-9) if low > 0 else 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        share = (math.log(x) - math.log(low)) / along if high > low else 0.5
        return (
            round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - y / top * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    for share in (0.0, 0.5, 1.0):
        _, y = place(low, share * top)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
            f'<text class="small" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{_say(share * top)}</text>'
        )
    for x in sorted({x for line in panel.lines if not line.is_thin for x, _ in line.points}):
        at, _ = place(x, 0)
        anchor = "end" if high > low and x == high else "start" if high > low and x == low else "middle"
        parts.append(f'<text class="small" x="{at}" y="{_HEIGHT - 22}" text-anchor="{anchor}">{x:,.0f}</text>')
    for number, line in enumerate(panel.lines):
        points = [place(x, y) for x, y in line.points]
        drawn = " ".join(f"{x},{y}" for x, y in points)
        width = ' style="stroke-width:1"' if line.is_thin else ""
        parts.append(f'<polyline class="l{number}"{width} points="{drawn}"/>')
        if not line.is_thin:
            parts += [f'<circle class="f{number}" cx="{x}" cy="{y}" r="3.5"/>' for x, y in points]
        parts.append(f'<text class="f{number}" x="{_LEFT + 110 * number}" y="{_HEIGHT - 6}">{escape(line.name)}</text>')
    return parts


def _draw_bars(bars: Bars) -> list[str]:
    top = max([value for _, value in bars.bars] or [1.0]) or 1.0
    left, room = 150, _WIDTH - 150 - 80
    parts = [f'<text class="title" x="12" y="18">{escape(bars.title)}</text>']
    for number, (label, value) in enumerate(bars.bars):
        y = _TOP + number * _ROW
        parts.append(
            f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="f0" x="{left}" y="{y - 8}" width="{max(1.0, value / top * room):.1f}" height="15" rx="2"/>'
            f'<text x="{left + max(1.0, value / top * room) + 6:.1f}" y="{y + 4}">{value:,.1f}</text>'
        )
    return parts


def _say(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return next(float(step * power) for step in (1, 2, 5, 10) if step * power >= value)
