"""Decision maps, heat maps and example images."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from initlab.errors import DomainError, ShapeError
from initlab.report import decision_map, heatmap, image_row, new_axes, new_figure, to_svg

GRID = np.linspace(-1, 1, 5)
RAMP = np.tile([0.0, 0.25, 0.5, 0.75, 1.0], (5, 1))  # probability rises from left to right
POINTS = np.array([[-0.5, 0.0], [0.5, 0.0], [0.6, 0.1]])


def map_of(probability, points=POINTS, labels=(0, 1, 1), xs=GRID, ys=GRID):
    ax = new_axes(2, 2.2)
    decision_map(ax, xs, ys, probability, points, labels, title="he")
    to_svg(ax.figure, title="map", description="")
    return ax


def cells(ax):
    return np.asarray(ax.images[0].get_array())


def test_probability_goes_from_blue_over_nearly_white_to_red():
    row = cells(map_of(RAMP))[0]
    assert [to_hex(colour / 255) for colour in row[[0, 2, 4]]] == ["#8cbfdf", "#fbfbfa", "#efb48a"]


def test_the_border_runs_where_the_probability_is_one_half():
    ax = map_of(RAMP)
    border = ax.collections[0].get_paths()[0].vertices
    assert border[:, 0] == pytest.approx(0)  # x = 0 is where the ramp passes 0.5
    assert (border[:, 1].min(), border[:, 1].max()) == (-1, 1)


@pytest.mark.parametrize("value", [0.5, 0.2, 1.0, np.nan, np.inf])
def test_a_map_without_a_border_has_none(value):
    assert len(map_of(np.full((5, 5), value)).collections) == 0


def test_cells_lie_around_their_coordinates():
    # Spacing 0.5: half a cell beyond the outermost coordinates.
    assert map_of(RAMP).images[0].get_extent() == [-1.25, 1.25, -1.25, 1.25]


def test_row_zero_is_at_the_bottom():
    ax = map_of(RAMP.T)
    assert ax.images[0].origin == "lower"
    assert to_hex(cells(ax)[0, 0] / 255) == "#8cbfdf"


def test_not_finite_cells_are_grey():
    probability = RAMP.copy()
    probability[0, 0] = np.nan
    assert to_hex(cells(map_of(probability))[0, 0] / 255) == "#dcdfe3"


def test_classes_differ_by_colour_and_marker():
    lines = map_of(RAMP).lines
    assert [len(line.get_xdata()) for line in lines] == [1, 2]
    assert lines[0].get_marker() != lines[1].get_marker()
    assert lines[0].get_color() != lines[1].get_color()


@pytest.mark.parametrize("kind", [int, bool, np.uint8])
def test_whole_numbers_are_classes_in_a_tint_of_their_points(kind):
    ax = map_of((RAMP > 0.5).astype(kind))
    left, right = cells(ax)[0, [0, -1]]
    # 42 % of the way from white to #0072b2: 255 - 0.42 * (255, 141, 77), and to #d55e00.
    assert list(left) == [148, 196, 223]
    assert list(right) == [237, 187, 148]
    assert len(ax.collections) == 0


def test_a_fine_grid_is_thinned_and_stays_small():
    fine = np.linspace(-1, 1, 1001)
    x, y = np.meshgrid(fine, fine)
    ax = map_of(1 / (1 + np.exp(-9 * (y - np.sin(3 * x)))), xs=fine, ys=fine)
    assert cells(ax).shape == (200, 200, 3)
    assert len(to_svg(ax.figure, title="t", description="d")) < 120_000


def test_many_points_become_pixels():
    many = np.random.default_rng(0).uniform(-1, 1, (5000, 2))
    ax = map_of(RAMP, many, np.arange(5000) % 2)
    svg = to_svg(ax.figure, title="t", description="d")
    assert "<use" not in svg
    assert len(svg) < 150_000


def test_no_points_are_fine():
    assert len(map_of(RAMP, [], []).lines) == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"probability": RAMP[:4]}, ShapeError),
        ({"probability": RAMP * 2}, DomainError),
        ({"probability": RAMP - 0.1}, DomainError),
        ({"probability": np.full((5, 5), -1)}, DomainError),
        ({"points": POINTS[:2]}, ShapeError),
        ({"points": POINTS.T}, ShapeError),
        ({"labels": (0, -1, 1)}, DomainError),
        ({"xs": GRID**3}, DomainError),
        ({"ys": GRID[::-1]}, DomainError),
        ({"ys": [1.0]}, ShapeError),
    ],
)
def test_a_map_that_does_not_fit_says_what_it_needs(changes, error):
    with pytest.raises(error, match="A decision map"):
        map_of(**{"probability": RAMP, **changes})


def heat(matrix, **options):
    rows, columns = np.shape(matrix)
    ax = new_axes()
    names = ([f"row {i}" for i in range(rows)], [f"column {i}" for i in range(columns)])
    heatmap(ax, matrix, *names, label="norm", **options)
    to_svg(ax.figure, title="heat", description="")
    return ax


def test_numbers_stand_in_their_cells():
    ax = heat([[1.0, 2.5], [1e-7, 123456.0]])
    assert [text.get_text() for text in ax.texts] == ["1", "2.5", "1e−7", "123456"]
    assert [text.get_position() for text in ax.texts] == [(0, 0), (1, 0), (0, 1), (1, 1)]


def test_light_numbers_on_deep_cells():
    ax = heat([[0.0, 1.0]])
    assert [text.get_color() for text in ax.texts] == ["#20262c", "#fdfdfd"]


def test_both_signs_are_coloured_around_zero():
    assert heat([[-3.0, 1.0]]).images[0].get_clim() == (-3, 3)
    assert heat([[1.0, 3.0]]).images[0].get_clim() == (1, 3)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "matrix",
    [[[0.0]], [[5.0]], [[np.nan]], [[np.inf, -np.inf]], [[1e308, -1e308]], [[1e-300, 1e300]]],
)
def test_any_matrix_can_be_drawn(matrix, log):
    assert len(heat(matrix, log=log).texts) == np.size(matrix)


def test_what_cannot_be_coloured_is_grey_and_still_written():
    ax = heat([[0.0, np.nan, 10.0]], log=True)
    assert list(np.ma.getmaskarray(ax.images[0].get_array())[0]) == [True, True, False]
    assert [text.get_text() for text in ax.texts] == ["0", "NaN", "10"]


def test_cells_too_small_for_numbers_have_none():
    assert not heat(np.ones((40, 40))).texts


def test_a_heat_map_needs_its_labels():
    with pytest.raises(ShapeError, match="1 for rows and 1 for columns"):
        heatmap(new_axes(), [[1, 2]], ["a"], ["b"], label="norm")
    with pytest.raises(ShapeError, match="with cells"):
        heatmap(new_axes(), np.ones((0, 2)), [], ["a", "b"], label="norm")


def shown(image):
    return np.asarray(image_row(new_figure(), [image], ["title"])[0].images[0].get_array())


def test_grey_is_stretched_from_its_least_to_its_greatest_value():
    assert shown([[-1.0, 0.0, 3.0]])[0, :, 0].tolist() == [0, 64, 255]  # 255 / 4 = 63.75
    assert shown([[7, 7]])[0, :, 0].tolist() == [0, 0]
    assert shown([[np.nan, 1.0, 2.0]])[0, :, 0].tolist() == [0, 0, 255]


def test_colours_are_0_to_255_or_0_to_1():
    assert shown([[[0, 128, 255]]]).tolist() == [[[0, 128, 255]]]
    assert shown([[[0.0, 0.5, 2.0]]]).tolist() == [[[0, 127, 255]]]


def test_seven_images_take_two_rows():
    figure = new_figure(6, 2.4)
    axes = image_row(figure, [np.eye(3)] * 7, list("abcdefg"))
    assert len(axes) == 7
    assert axes[0].get_gridspec().get_geometry() == (2, 6)
    to_svg(figure, title="t", description="d")


@pytest.mark.parametrize("images", [[], [np.eye(3)], [np.ones(3)] * 2, [np.ones((2, 2, 5))] * 2])
def test_images_of_another_shape_are_refused(images):
    with pytest.raises(ShapeError):
        image_row(new_figure(), images, ["a", "b"])
