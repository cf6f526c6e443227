from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from evals.bench_growth import GrowthReport
from evals.bench_peers import PeersReport, SystemTimes
from evals.bench_plot import Bars, Line, Panel, draw_bench, draw_panels
from evals.bench_timing import Machine
from tests.evals.growing import make_size

_SVG = "{http://www.w3.org/2000/svg}"
_MACHINE = Machine(processor="a processor", cores=2, load_before=None, python="3.11.7")
_POINTS = st.lists(st.tuples(st.integers(1, 10**6), st.floats(0, 1e9)), max_size=6)


def _growth() -> GrowthReport:
    return GrowthReport(
        sizes=tuple(make_size(passages) for passages in (1000, 100_000)),
        health=None,
        origin="stories",
        embedder="hashing:64",
        machine=_MACHINE,
        curve=((1000, 40.0), (6000, 41.0), (100_000, 39.0)),
    )


def _peers() -> PeersReport:
    systems = (
        SystemTimes(name="newsdesk", state="measured", ingest_passages_per_s=40.0, query_p50_ms=20.0),
        SystemTimes(name="<other>", state="measured", ingest_passages_per_s=30.0, query_p50_ms=25.0),
        SystemTimes(name="absent", state="not run", why="it is not installed"),
    )
    return PeersReport(
        systems=systems, passages=300, questions=50, retrieved=10, threads=1, origin="stories", machine=_MACHINE
    )


def _texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def test_the_plot_of_a_run_names_every_measure_and_size() -> None:
    texts = _texts(draw_bench(_growth(), _peers()))
    assert {"Ingest, passages a second", "A retrieval, ms", "An answer, ms", "Memory, MB"} <= set(texts)
    assert {"1,000", "100,000", "newsdesk", "<other>"} <= set(texts)


def test_a_peer_that_was_not_measured_has_no_bar() -> None:
    assert "absent" not in _texts(draw_bench(None, _peers()))


def test_a_curve_has_a_point_for_each_size() -> None:
    panel = Panel(title="a", lines=[Line(name="b", points=[(10, 1.0), (100, 2.0), (1000, 4.0)])])
    (line,) = ElementTree.fromstring(draw_panels([panel])).iter(f"{_SVG}polyline")
    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert points[1][0] - points[0][0] == points[2][0] - points[1][0]  # a tenfold is a tenfold
    assert points[0][1] > points[1][1] > points[2][1]  # up is more


def test_a_panel_without_points_says_so() -> None:
    assert "not measured" in _texts(draw_panels([Panel(title="a", lines=[Line(name="b", points=[])])]))


@given(st.lists(st.one_of(
    st.builds(Panel, title=st.text("ab<&\"'"), lines=st.lists(st.builds(Line, name=st.text("ab<&"), points=_POINTS), max_size=3)),
    st.builds(Bars, title=st.text("ab<&"), bars=st.lists(st.tuples(st.text("ab<&"), st.floats(0, 1e9)), max_size=5)),
), min_size=1, max_size=5))  # fmt: skip
def test_whatever_is_drawn_is_sound_xml(panels: list[Panel | Bars]) -> None:
    assert ElementTree.fromstring(draw_panels(panels)).tag == f"{_SVG}svg"
