"""Orthogonality, isometry on a periodic grid, identities and exact counts."""

from math import ceil

import numpy as np
import pytest
import torch
from scipy.linalg import hadamard

from initlab import initializers
from initlab.errors import DomainError, ShapeError
from initlab.initializers import fans, laws
from initlab.initializers.numpy_arrays import draw, sampled
from initlab.initializers.structured_laws import (
    ConvolutionOrthogonal,
    DeltaOrthogonal,
    Identity,
    Orthogonal,
    Sparse,
    SparseShare,
    Zero,
    haar,
)
from initlab.streams import RngSource

CONVOLUTIONS = ((6, 4, 3), (6, 6, 4), (6, 4, 3, 3), (5, 3, 2, 3), (4, 2, 3, 2, 3))


@pytest.mark.parametrize("shape", [(7, 7), (9, 4), (4, 9), (6, 4, 3, 3), (1, 5), (5, 1)])
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_the_shorter_side_is_orthogonal(shape, gain):
    weights = sampled(Orthogonal(gain), shape, rng=0).reshape(shape[0], -1)
    short = weights if weights.shape[0] <= weights.shape[1] else weights.T
    # Householder's QR is orthogonal to a few n ε, here below 40 · 2.2e-16 · gain².
    np.testing.assert_allclose(short @ short.T, gain**2 * np.eye(len(short)), atol=1e-12)


def test_no_direction_is_preferred():
    # Of a Haar matrix an element has the mean 0 and the variance 1/n; LAPACK's QR alone has a
    # diagonal far from it, which shows that the test can tell.
    rng = np.random.default_rng(0)
    count, size = 2000, 4
    matrices = np.array([haar(RngSource(rng), size, size) for _ in range(count)])
    five_standard_errors = 5 * np.sqrt(1 / size / count)
    assert np.abs(matrices.mean(axis=0)).max() < five_standard_errors
    raw = np.linalg.qr(rng.standard_normal((count, size, size))).Q
    assert np.abs(raw.mean(axis=0)).max() > 2 * five_standard_errors


def test_each_sign_pattern_of_a_determinant_is_as_likely():
    # Half of the orthogonal group are rotations: a count of 2000 within five deviations of ½.
    rng = RngSource(np.random.default_rng(1))
    rotations = sum(np.linalg.det(haar(rng, 3, 3)) > 0 for _ in range(2000))
    assert abs(rotations - 1000) < 5 * np.sqrt(2000 / 4)


@pytest.mark.parametrize("law", [DeltaOrthogonal(1.5), ConvolutionOrthogonal(1.5)])
@pytest.mark.parametrize("shape", CONVOLUTIONS)
def test_a_convolution_on_a_periodic_grid_keeps_lengths(law, shape):
    kernel = sampled(law, shape, rng=0)
    # At each frequency ω the operator is Σ_t K_t exp(−iω·t); on a grid of 5 that is an FFT.
    axes = tuple(range(2, len(shape)))
    at = np.moveaxis(np.fft.fftn(kernel, (5,) * len(axes), axes), (0, 1), (-2, -1))
    gram = np.conj(np.swapaxes(at, -1, -2)) @ at
    expected = np.broadcast_to(1.5**2 * np.eye(shape[1]), gram.shape)
    # A few dozen products of matrices that are orthogonal to 1e-15.
    np.testing.assert_allclose(gram, expected, atol=1e-12)


@pytest.mark.parametrize("law", [DeltaOrthogonal(), ConvolutionOrthogonal()])
def test_pytorch_convolving_circularly_keeps_lengths(law):
    kernel = torch.from_numpy(sampled(law, (6, 4, 3, 3), rng=0))
    images = torch.from_numpy(np.random.default_rng(1).standard_normal((2, 4, 8, 8)))
    padded = torch.nn.functional.pad(images, (1, 1, 1, 1), mode="circular")
    out = torch.nn.functional.conv2d(padded, kernel)
    np.testing.assert_allclose(
        out.square().sum((1, 2, 3)), images.square().sum((1, 2, 3)), rtol=1e-12
    )


def test_delta_orthogonal_is_zero_off_the_centre_and_the_other_is_not():
    delta = np.abs(sampled(DeltaOrthogonal(), (8, 8, 3, 3), rng=0)).sum((0, 1))
    assert np.count_nonzero(delta) == 1
    assert delta[1, 1] > 0
    whole = np.abs(sampled(ConvolutionOrthogonal(), (8, 8, 3, 3), rng=0)).sum((0, 1))
    assert np.count_nonzero(whole) == 9


@pytest.mark.parametrize("law", [DeltaOrthogonal(), ConvolutionOrthogonal()])
@pytest.mark.parametrize("shape", [(4, 6, 3, 3), (4, 4), (4, 4, 1, 1, 1, 1)])
def test_what_cannot_keep_lengths_is_refused(law, shape):
    with pytest.raises(ShapeError, match=r"no more inputs than outputs; got .*Use 'orthogonal'"):
        sampled(law, shape, rng=0)


@pytest.mark.parametrize("shape", [(3, 16, 5), (16, 3, 5, 5), (4, 4, 3, 3, 3)])
def test_an_identity_kernel_is_pytorchs_dirac(shape):
    expected = torch.nn.init.dirac_(torch.empty(shape)).numpy()
    np.testing.assert_array_equal(sampled(Identity(), shape, rng=0), expected)


def test_each_group_of_a_convolution_gets_its_own_identity():
    shape = (24, 16, 5, 5)
    grouped = fans.convolution(shape, groups=3)
    expected = torch.nn.init.dirac_(torch.empty(shape), groups=3).numpy()
    np.testing.assert_array_equal(sampled(Identity(), shape, rng=0, fans=grouped), expected)
    # 3 groups × 8 identical channels, of 24 · 16 · 25 elements.
    assert laws.std(Identity(), shape, grouped) == pytest.approx(np.sqrt(24 / 9600), rel=1e-14)


def test_an_even_identity_kernel_leaves_same_padding_in_place():
    kernel = torch.from_numpy(sampled(Identity(), (2, 2, 4), rng=0))
    signal = torch.arange(14.0, dtype=torch.float64).reshape(1, 2, 7)
    # PyTorch pads 1 on the left and 2 on the right of a kernel of 4, and warns that it copies.
    padded = torch.nn.functional.pad(signal, (1, 2))
    np.testing.assert_array_equal(torch.nn.functional.conv1d(padded, kernel), signal)
    dirac = torch.nn.init.dirac_(torch.empty(2, 2, 4, dtype=torch.float64))
    assert not torch.equal(torch.nn.functional.conv1d(padded, dirac), signal)


@pytest.mark.parametrize("shape", [(3, 3), (3, 5), (5, 3)])
def test_an_identity_matrix_is_pytorchs_eye(shape):
    expected = 2 * torch.nn.init.eye_(torch.empty(shape)).numpy()
    np.testing.assert_array_equal(sampled(Identity(2.0), shape, rng=0), expected)


def test_zero_by_hand():
    # n_out = 3, n_in = 2: p = 4, Hadamard's first rows (1 1), (1 −1), (1 1), over √4.
    np.testing.assert_array_equal(
        sampled(Zero(), (3, 2), rng=0), [[0.5, 0.5], [0.5, -0.5], [0.5, 0.5]]
    )
    np.testing.assert_array_equal(sampled(Zero(), (2, 3), rng=0), [[1, 0, 0], [0, 1, 0]])
    kernel = sampled(Zero(), (2, 1, 3), rng=0)
    np.testing.assert_allclose(kernel[:, 0], [[0, 0.5**0.5, 0], [0, 0.5**0.5, 0]], rtol=1e-15)


@pytest.mark.parametrize(("outputs", "inputs"), [(8, 3), (5, 4), (9, 8), (16, 1)])
def test_zero_is_scipys_hadamard_matrix(outputs, inputs):
    size = 2 ** ceil(np.log2(outputs))
    expected = hadamard(size)[:outputs, :inputs] / np.sqrt(size)
    np.testing.assert_allclose(sampled(Zero(), (outputs, inputs), rng=0), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("law", "shape", "count"),
    [
        (Sparse(), (50, 40), 15),
        (Sparse(), (50, 15), 15),
        (Sparse(), (50, 9), 9),  # a layer with fewer inputs is dense
        (Sparse(incoming=4), (50, 3, 3, 3), 4),
        (SparseShare(0.9), (50, 30), 3),
        (SparseShare(0.9), (50, 31), 3),  # ⌈27.9⌉ zeros
        (SparseShare(0.07), (50, 100), 93),  # 7 zeros, though 0.07 · 100 > 7 in binary
        (SparseShare(0.0), (50, 30), 30),
    ],
)
def test_each_unit_has_exactly_as_many_weights(law, shape, count):
    weights = sampled(law, shape, rng=0).reshape(50, -1)
    np.testing.assert_array_equal((weights != 0).sum(axis=1), count)


def test_each_input_is_chosen_as_often():
    weights = sampled(Sparse(incoming=12), (2000, 48), rng=0)
    # Chosen with probability ¼: a share of 2000 within five standard errors.
    share = (weights != 0).mean(axis=0)
    np.testing.assert_allclose(share, 0.25, atol=5 * np.sqrt(0.25 * 0.75 / 2000))
    kept = weights[weights != 0]
    assert kept.var() == pytest.approx(1, rel=5 * np.sqrt(2 / kept.size))


@pytest.mark.parametrize("name", ["orthogonal", "sparse", "convolution_orthogonal"])
def test_a_name_and_a_seed_say_all(name):
    law, shape = initializers.get(name).law, (8, 6, 3)
    first = draw(law, shape, seed=3, name="w")
    np.testing.assert_array_equal(first, draw(law, shape, seed=3, name="w"))
    assert not np.array_equal(first, draw(law, shape, seed=4, name="w"))


def test_half_precision_is_the_double_rounded_once():
    law = Orthogonal()
    half = draw(law, (16, 9), seed=0, name="w", dtype="float16")
    double = draw(law, (16, 9), seed=0, name="w")
    np.testing.assert_array_equal(half, double.astype(np.float16))


def test_parts_are_weights_of_their_own():
    packed = fans.packed((12, 4), parts=3)
    blocks = sampled(Orthogonal(), (12, 4), rng=0, fans=packed).reshape(3, 4, 4)
    np.testing.assert_allclose(
        blocks @ blocks.transpose(0, 2, 1), np.broadcast_to(np.eye(4), (3, 4, 4)), atol=1e-12
    )
    assert not np.allclose(blocks[0], blocks[1])
    assert laws.std(Orthogonal(), (12, 4), packed) == 0.5  # of 4 × 4, not of 12 × 4
    assert laws.std(Orthogonal(), (12, 4)) == pytest.approx(12**-0.5, rel=1e-14)


def test_rows_that_do_not_divide_are_refused():
    with pytest.raises(ShapeError, match="10 rows do not divide into the 3 equal parts"):
        sampled(Orthogonal(), (10, 4), rng=0, fans=fans.Fans(4, 4, parts=3))


@pytest.mark.parametrize("name", ["orthogonal", "identity", "zero_init", "sparse"])
def test_a_bias_is_refused(name):
    with pytest.raises(ShapeError, match="For a bias use 'zeros'"):
        sampled(initializers.get(name).law, (4,), rng=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("orthogonal:gain=-1", "at least 0; got -1"),
        ("sparse:incoming=.5", "For a share of them use sparse_share"),
        ("sparse:incoming=0", "at least 1; got 0"),
        ("sparse_share:sparsity=1", "below 1; got 1"),
    ],
)
def test_parameters_without_meaning_are_refused(text, words):
    with pytest.raises(DomainError, match=words):
        initializers.parse(text)
