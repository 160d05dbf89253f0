"""Curves: gaps, single points, decades, dotted ends, and names that hide nothing."""

from __future__ import annotations

import matplotlib
import numpy as np
import pytest

from initlab.errors import DomainError, ShapeError
from initlab.report import Series, curves, new_axes, new_figure, to_svg
from initlab.report.labels import spread
from initlab.report.style import DOTS, SERIES_LOOKS, SERIES_SHADES, look

NAN, INF = np.nan, np.inf


def draw(*series, **options):
    ax = curves(new_axes(), series, x_label="epoch", y_label="cost", **options)
    to_svg(ax.figure, title="curves", description="")
    return ax


def pieces(ax):
    """The x of every line piece that is not made of markers only."""
    return [list(line.get_xdata()) for line in strokes(ax)]


def strokes(ax):
    return [line for line in ax.lines if line.get_linestyle() != "None"]


def marked(ax):
    """The x of the markers on each line; those beside the names are not clipped."""
    lines = [line for line in ax.lines if line.get_linestyle() == "None" and line.get_clip_on()]
    return [list(line.get_xdata()) for line in lines]


def test_the_part_that_leads_to_an_undetermined_point_is_dotted():
    ax = draw(Series("he", [0, 1, 2, 3, 4], [5, 4, 3, 2, 1], dotted_from=3))
    assert pieces(ax) == [[0, 1, 2], [2, 3, 4]]
    solid, dotted = strokes(ax)
    assert not solid.is_dashed()
    assert dotted.is_dashed()


@pytest.mark.parametrize(
    ("dotted_from", "expected"),
    [(None, [[0, 1]]), (9, [[0, 1]]), (0, [[], [0, 1]]), (-5, [[], [0, 1]]), (1, [[0], [0, 1]])],
)
def test_dots_may_begin_anywhere(dotted_from, expected):
    assert pieces(draw(Series("he", [0, 1], [1, 2], dotted_from=dotted_from))) == expected


def test_dots_mean_undetermined_and_no_series_looks_like_it():
    assert all(one.dash != DOTS for one in SERIES_LOOKS)


def test_a_point_between_gaps_has_a_marker():
    ax = draw(Series("he", range(8), [1, 2, 3, NAN, 4, INF, 5, 6]))
    # Of the points seen, 0 1 2 4 6 7, every second one is marked, and 4 as no line leads to it.
    assert marked(ax) == [[0, 2, 4, 6]]
    assert list(np.flatnonzero(np.isnan(strokes(ax)[0].get_ydata()))) == [3, 5]


def test_a_second_series_marks_other_points_so_equal_lines_both_show():
    same = [3.0, 2.0, 1.0, 0.0]
    ax = draw(Series("zeros", range(4), same), Series("ones", range(4), same))
    assert marked(ax) == [[0, 2], [1, 3]]


def test_a_line_that_ends_early_ends_in_a_cross():
    ax = draw(Series("huge", [0, 1, 2, 3], [1, 10, INF, NAN]))
    assert [(ln.get_xdata(), ln.get_ydata()) for ln in ax.lines if ln.get_marker() == "x"] == [
        ([1.0], [10.0])
    ]


def test_one_point_is_visible():
    ax = draw(Series("he", [3], [0.5], [0.4], [0.7]))
    assert marked(ax) == [[3]]
    assert ax.get_xlim() == (1.5, 4.5)  # half its size on either side
    assert ax.get_ylim() == pytest.approx((0.385, 0.715))  # the band and a twentieth of it


@pytest.mark.parametrize("log_y", [False, True])
@pytest.mark.parametrize(
    "y",
    [
        [],
        [NAN, NAN, NAN],
        [INF, -INF, NAN],
        [0, 0, 0],
        [-1, -2, -3],
        [1e-320, 1e-310, 0],
        [1e308, -1e308, 1],
        [1e-200, 1e-149, 1, 1e149, 1e200],
        [0.69314, 0.69315, 0.69316],
        [1, 1, 1],
        [-1, 0, 1e-9],
        [1e308, 1e308, 1e308],
    ],
)
def test_anything_can_be_drawn(y, log_y):
    y = np.array(y, dtype=float)
    with np.errstate(over="ignore"):
        series = Series("name", np.arange(len(y)), y, y - 1, y * 2, dotted_from=1)
    ax = draw(series, Series("", [], []), log_y=log_y)
    assert np.isfinite(ax.get_ylim()).all()


def test_a_logarithmic_axis_spans_the_decades_and_writes_them_alike():
    ax = draw(Series("tanh", [1, 2, 3], [1e-8, 1.0, 1e8]), log_y=True)
    assert ax.get_yscale() == "log"
    # 16 decades and a twentieth of them on either side.
    assert np.log10(ax.get_ylim()) == pytest.approx([-8.8, 8.8])
    superscripts = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    for tick, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True):
        assert text.get_text() == "10" + f"{np.log10(tick):.0f}".translate(superscripts)


def test_a_logarithmic_axis_of_less_than_a_decade_has_plain_ticks():
    ax = draw(Series("zeros", [1, 2], [0.5, 0.9]), log_y=True)
    low, high = ax.get_ylim()
    seen = [
        text.get_text() for text in ax.get_yticklabels() if low <= text.get_position()[1] <= high
    ]
    assert "0.6" in seen
    assert len(seen) >= 3


def test_an_interval_that_reaches_below_zero_is_cut_on_a_logarithmic_axis():
    ax = draw(Series("he", [0, 1], [1.0, 10.0], [-1.0, 5.0], [2.0, INF]), log_y=True)
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    # The drawable numbers reach from 1 to 10: a decade, and a twentieth of it on either side.
    assert (band.min(), band.max()) == pytest.approx((10**-0.05, 10**1.05))


def test_zeros_on_a_logarithmic_axis_are_shown_on_a_linear_one():
    ax = draw(Series("zeros", [0, 1], [0.0, 0.0]), log_y=True)
    assert ax.get_yscale() == "linear"
    assert list(strokes(ax)[0].get_ydata()) == [0, 0]


def test_whole_numbers_of_layers_have_whole_ticks():
    ax = draw(Series("he", [1, 2, 3], [1, 2, 3]))
    assert all(tick == round(tick) for tick in ax.get_xticks())


def test_names_stand_in_the_order_of_the_ends_of_their_lines():
    ax = draw(*(Series(name, [0, 1], [0.5, end]) for name, end in [("b", 2), ("c", 1), ("a", 3)]))
    names = sorted((t for t in ax.texts if t.get_text()), key=lambda t: -t.xyann[1])
    assert [t.get_text() for t in names] == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["he", "a name so long that it has to stand under the picture"])
@pytest.mark.parametrize("count", [1, 5, 8, 20])
def test_no_name_covers_the_axes(name, count):
    ax = draw(*(Series(f"{name} {i}", [0, 1], [0.5, 0.5]) for i in range(count)))
    ax.figure.draw_without_rendering()
    legend = [] if ax.get_legend() is None else ax.get_legend().get_texts()
    boxes = [t.get_window_extent() for t in [*ax.texts, *legend] if t.get_text()]
    assert len(boxes) == count
    assert not any(box.overlaps(ax.bbox) for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_names_are_plain_text():
    odd = ["_hidden", "$x$", "100 % <b>", "a\nb", "重み"]
    ax = draw(*(Series(name, [0, 1], [i, i]) for i, name in enumerate(odd)))
    svg = to_svg(ax.figure, title="t", description="d")
    for text in ["_hidden", "$x$", "100 % &lt;b&gt;", "a b", "重み"]:
        assert f">{text}</text>" in svg


def test_a_series_without_a_value_says_so():
    ax = draw(Series("zeros", [0, 1], [NAN, NAN]), Series("he", [0, 1], [1, 2]))
    assert "zeros (no values)" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("series", "error"),
    [
        (Series("he", [0, 1], [1]), ShapeError),
        (Series("he", [[0]], [[1]]), ShapeError),
        (Series("he", [0, 1], [1, 2], low=[0, 1]), ShapeError),
        (Series("he", [0, 1], [1, 2], low=[0], high=[3]), ShapeError),
        (Series("he", [1, 0], [1, 2]), DomainError),
        (Series("he", [0, NAN], [1, 2]), DomainError),
    ],
)
def test_a_series_that_does_not_fit_is_named(series, error):
    with pytest.raises(error, match="Series 'he' needs"):
        draw(series)


def test_no_series_is_an_error():
    with pytest.raises(DomainError, match="at least one"):
        draw()


def test_sixty_four_series_look_different_even_in_grey():
    assert len({look(i) for i in range(64)}) == 64
    assert len({(one.marker, one.dash) for one in SERIES_LOOKS}) == 8


def contrast(one, other):
    """WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(code):
        parts = np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", SERIES_SHADES, ids=lambda shade: shade.variable)
def test_lines_stand_out_from_the_page_in_both_themes(shade):
    assert contrast(shade.light, "#ffffff") >= 3
    assert contrast(shade.dark, "#1b1f24") >= 3


# By hand. Two at 0.5 move by half the gap each. Three at 1: the last stays at the top. The three of
# the last case, less 0, 1 and 2 gaps, are out of order: so they share
# their mean, (0.5 + 0.4 + 0.4) / 3.
@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([], []),
        ([0.3], [0.3]),
        ([0.5, 0.5], [0.45, 0.55]),
        ([1, 1, 1], [0.8, 0.9, 1.0]),
        ([0, 0], [0.0, 0.1]),
        ([0.1, 0.9], [0.1, 0.9]),
        ([0.5, 0.5, 0.6], [0.43333, 0.53333, 0.63333]),
    ],
)
def test_spread_moves_as_little_as_it_can(targets, expected):
    assert spread(targets, gap=0.1, low=0, high=1) == pytest.approx(expected, abs=1e-5)


def test_axes_made_without_our_settings_look_the_same():
    series = [Series("he", [0, 1], [1, 2])]
    with matplotlib.rc_context({"axes.facecolor": "red", "font.family": ["serif"]}):
        ax = new_figure().subplots()
    plain = curves(ax, series, x_label="$epoch$", y_label="cost")
    ours = curves(new_axes(), series, x_label="$epoch$", y_label="cost")
    first, second = (to_svg(a.figure, title="t", description="d") for a in (plain, ours))
    assert first == second


def test_a_users_settings_neither_matter_nor_change():
    plain = to_svg(draw(Series("he", [0, 1], [1, 2])).figure, title="t", description="d")
    with matplotlib.rc_context(
        {"font.size": 30, "axes.spines.left": False, "svg.fonttype": "path"}
    ):
        before = dict(matplotlib.rcParams)
        again = to_svg(draw(Series("he", [0, 1], [1, 2])).figure, title="t", description="d")
        assert dict(matplotlib.rcParams) == before
    assert again == plain
