"""Plots as inline SVG: whiskers, curves, bars and histograms. Colours come from the page's style sheet.

Every string that is put into a plot is escaped here; all else is numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

__all__ = ["Bar", "draw_bars", "draw_calibration", "draw_histogram", "draw_risk", "draw_whisker"]

_WIDTH, _HEIGHT = 360, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 36


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A labelled share in [0, 1] with its number of cases."""

    label: str
    value: float
    n: int


def draw_whisker(value: float, low: float | None, high: float | None, *, before: float | None = None) -> Markup:
    """A dot on a line from 0 to 1 with its interval; a tick where the value was before."""
    at, parts = _clip(value), ['<line class="axis" x1="4" x2="196" y1="9" y2="9"/>']
    if low is not None and high is not None:
        parts.append(f'<line class="interval" x1="{_x(low)}" x2="{_x(high)}" y1="9" y2="9"/>')
    if before is not None:
        parts.append(f'<line class="before" x1="{_x(before)}" x2="{_x(before)}" y1="3" y2="15"/>')
    parts.append(f'<circle class="dot" cx="{_x(at)}" cy="9" r="4"/>')
    said = f"{value:.3f}" + ("" if low is None or high is None else f", 95% interval {low:.3f} to {high:.3f}")
    return _svg("whisker", 200, 18, said, parts)


def draw_risk(points: Sequence[tuple[float, float]]) -> Markup:
    """Risk against coverage, both in [0, 1]; the risk axis ends at the next tenth above the highest risk."""
    top = min(1.0, max(0.1, math.ceil(max(risk for _, risk in points) * 10) / 10))
    parts = _frame("share answered, the surest first", "share wrong", top)
    steps = [(_plot_x(coverage), _plot_y(risk / top)) for coverage, risk in points]
    parts.append(_path("area", [(steps[0][0], _plot_y(0)), *steps, (steps[-1][0], _plot_y(0))]))
    parts.append(_path("curve", steps))
    x, y = steps[-1]
    parts.append(f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>')
    coverage, risk = points[-1]
    return _svg("plot", _WIDTH, _HEIGHT, f"At {coverage:.0%} answered, {risk:.1%} are wrong", parts)


def draw_calibration(bins: Sequence[tuple[float, float, int]]) -> Markup:
    """For each bin its mean confidence, the share that came true, and its cases; on the diagonal all is calibrated."""
    parts = _frame("confidence", "share answerable", 1.0)
    parts.append(_path("ideal", [(_plot_x(0), _plot_y(0)), (_plot_x(1), _plot_y(1))]))
    most = max(n for _, _, n in bins)
    parts.append(_path("curve", [(_plot_x(confidence), _plot_y(share)) for confidence, share, _ in bins]))
    for confidence, share, n in bins:
        radius = 3 + 6 * math.sqrt(n / most)
        parts.append(
            f'<circle class="bubble" cx="{_plot_x(confidence)}" cy="{_plot_y(share)}" r="{radius:.1f}">'
            f"<title>{n} cases: confidence {confidence:.2f}, answerable {share:.2f}</title></circle>"
        )
    return _svg("plot", _WIDTH, _HEIGHT, f"Calibration over {len(bins)} bins of confidence", parts)


def draw_bars(bars: Sequence[Bar]) -> Markup:
    """Horizontal bars, one a label."""
    row, left = 30, 128
    parts = []
    for place, bar in enumerate(bars):
        y, length = place * row, max(1.0, _clip(bar.value) * (_WIDTH - left - 46))
        label = bar.label if len(bar.label) <= 20 else f"{bar.label[:19]}…"
        parts.append(
            f'<text class="label" x="0" y="{y + 14}">{escape(label)}</text>'
            f'<text class="count" x="0" y="{y + 25}">n {bar.n}</text>'
            f'<rect class="rail" x="{left}" y="{y + 6}" width="{_WIDTH - left - 46}" height="12" rx="2"/>'
            f'<rect class="bar" x="{left}" y="{y + 6}" width="{length:.1f}" height="12" rx="2"/>'
            f'<text class="value" x="{_WIDTH}" y="{y + 16}" text-anchor="end">{bar.value:.2f}</text>'
        )
    return _svg("plot", _WIDTH, max(1, len(bars)) * row, f"{len(bars)} kinds of question", parts)


def draw_histogram(values: Sequence[float], *, unit: str) -> Markup:
    """How often each size of value comes, over bins of equal width up to the 99th percentile; larger ones in the last."""
    ordered = sorted(values)
    top = max(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 1e-9)
    bins = 24
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = max(counts)
    parts = _frame(unit, "answers", float(most), along=top)
    width = (_WIDTH - _LEFT - _RIGHT) / bins
    for place, n in enumerate(counts):
        if n:
            y = _plot_y(n / most)
            parts.append(
                f'<rect class="bar" x="{_LEFT + place * width + 0.5:.1f}" y="{y}" width="{width - 1:.1f}" '
                f'height="{max(1.0, _plot_y(0) - y):.1f}"/>'
            )
    for line, (share, name) in enumerate(((0.5, "p50"), (0.95, "p95"))):
        value = ordered[min(len(ordered) - 1, int(share * len(ordered)))]
        x = _plot_x(min(1.0, value / top))
        anchor = "end" if x > _WIDTH / 2 else "start"
        parts.append(
            f'<line class="before" x1="{x}" x2="{x}" y1="{_TOP}" y2="{_plot_y(0)}"/>'
            f'<text class="value" x="{x + (-4 if anchor == "end" else 4)}" y="{_TOP + 10 + 16 * line}" text-anchor="{anchor}">'
            f"{name} {value:,.0f}</text>"
        )
    return _svg("plot", _WIDTH, _HEIGHT, f"Distribution of {len(values)} times", parts)


def _frame(below: str, beside: str, top: float, along: float = 1.0) -> list[str]:
    bottom = _plot_y(0)
    parts = []
    for share in (0.0, 0.5, 1.0):
        x, y = _plot_x(share), _plot_y(share)
        anchor = {0.0: "start", 1.0: "end"}.get(share, "middle")
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{_say(share * top)}</text>'
            f'<text class="tick" x="{x}" y="{bottom + 15}" text-anchor="{anchor}">{_say(share * along)}</text>'
        )
    parts.append(
        f'<text class="name" x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 4}" text-anchor="middle">'
        f"{escape(below)}</text>"
        f'<text class="name" transform="translate(10 {(_TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(beside)}</text>"
    )
    return parts


def _svg(kind: str, width: int, height: int, said: str, parts: Sequence[str]) -> Markup:
    return Markup(
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'
    )


def _path(kind: str, points: Sequence[tuple[float, float]]) -> str:
    steps = " ".join(f"{x},{y}" for x, y in points)
    return f'<poly{"gon" if kind == "area" else "line"} class="{kind}" points="{steps}"/>'


def _say(value: float) -> str:
    return f"{value:,.0f}" if value > 2 or value == int(value) else f"{value:.2g}"


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def _x(value: float) -> str:
    return f"{4 + 192 * _clip(value):.1f}"


def _plot_x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _plot_y(share: float) -> float:
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)
