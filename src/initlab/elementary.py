"""exp, log, tanh, erf, sin … with the same bits on every machine.

NumPy's own versions change their last bits with the processor's features. These use only
+ − × ÷, comparison and the bit pattern of a float64, in a stated order, each operation rounded
once (IEEE 754, to nearest), so any machine that follows IEEE gives the same result, and
`native/elementary.hpp`, which repeats them line by line, gives it too. Every function takes and
returns float64 arrays of any shape, passes NaN on, and never warns.

The tables come from `tools/coefficients.py`; the accuracy named in each docstring is what
`tests/test_elementary.py` measures against mpmath. An ulp is the spacing of doubles at the
exact result.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

__all__ = [
    "arctan",
    "cos",
    "cospi",
    "erf",
    "erfinv",
    "exp",
    "expm1",
    "log",
    "log1p",
    "sigmoid",
    "sin",
    "sinpi",
    "softplus",
    "tanh",
]

INVERSE_LN2 = 1.4426950408889634
# ln 2 in two parts; the first has 42 bits, so that its product with an exponent is exact.
LN2_HIGH = 0.6931471805598903
LN2_LOW = 5.497923018708371e-14
# π/2 in three parts of 33, 33 and 53 bits: products with integers below 2^20 are exact.
TWO_OVER_PI = 0.6366197723675814
HALF_PI_HIGH = 1.5707963267341256
HALF_PI_MIDDLE = 6.077100506303966e-11
HALF_PI_LOW = 2.0222662487959506e-21
HALF_PI = 1.5707963267948966
SIN_LIMIT = 1048576.0  # 2^20

# Adding 1.5 · 2^52 rounds to an integer and leaves it in the low bits of the sum.
ROUNDER = 6755399441055744.0
ROUNDER_BITS = np.int64(0x4338000000000000)
ONE_BITS = np.int64(0x3FF0000000000000)
SQRT_HALF_BITS = np.int64(0x3FE6A09E667F3BCD)
MANTISSA = np.int64(0x000FFFFFFFFFFFFF)

EXP_MAX = 709.782712893384  # the largest x whose exponential is finite
EXP_MIN = -745.1332191019412  # below, the exponential rounds to 0
TANH_MAX = 22.0  # tanh rounds to 1 from about 19.06
ERF_MAX = 6.0  # erf rounds to 1 from about 5.92
ERF_CENTRE = 2.449489742783178  # √6: maps [1, 6] to [-0.42, 0.42]
ERFINV_CENTRES = (1.5, 2.875, 5.0)  # where the three pieces of erfinv are expanded

# (e^r − 1 − r) / r², |r| ≤ ln 2 / 2
EXP = (
    0.5000000000000001,
    0.16666666666666669,
    0.04166666666662414,
    0.008333333333329867,
    0.001388888891720544,
    0.00019841269863733548,
    2.4801521308815792e-05,
    2.7557267599313825e-06,
    2.762008232716795e-07,
    2.5100743150212788e-08,
)
# (2 atanh(s) / s − 2) / s² in powers of s², |s| ≤ 0.1716
LOG = (
    0.666666666666667,
    0.39999999999899505,
    0.28571428625975487,
    0.2222221113479508,
    0.18182889125261723,
    0.15331721600556042,
    0.14616449685043406,
)
# erf(x)/x − 1 in powers of x², |x| ≤ 1
ERF_SMALL = (
    0.1283791670955126,
    -0.3761263890318375,
    0.11283791670954879,
    -0.026866170645076792,
    0.0052239776248180145,
    -0.000854832698083379,
    0.0001205533111164271,
    -1.4925595266831182e-05,
    1.6461000484121368e-06,
    -1.6350312701054695e-07,
    1.4659775274047436e-08,
    -1.1372848856791674e-09,
    5.957176147748911e-11,
)
# e^(x²) erfc(x) in powers of (x − √6) / (x + √6), 1 ≤ x ≤ 6
ERF_LARGE = (
    0.2146263390698206,
    -0.37687425386567325,
    0.2516668374219491,
    -0.12145140284028784,
    0.036308131499101656,
    -0.0022689267529558484,
    -0.002857462275080446,
    0.0006855383151211211,
    0.00029497615300049375,
    -0.00010325184263585185,
    -4.6695820298651805e-05,
    1.3408589334752924e-05,
    9.518097007868814e-06,
    -9.911509908259207e-07,
    -1.7815096652114228e-06,
    -1.6459739971386544e-07,
)
# (sin x / x − 1) / x² and (cos x − 1 + x²/2) / x⁴ in powers of x², |x| ≤ π/4
SIN = (
    -0.16666666666666666,
    0.008333333333330948,
    -0.00019841269836758574,
    2.755731610255244e-06,
    -2.5051131845003624e-08,
    1.5918129294866608e-10,
)
COS = (
    0.041666666666666664,
    -0.0013888888888887398,
    2.480158729876569e-05,
    -2.7557317271729793e-07,
    2.08761462684032e-09,
    -1.1382632425521717e-11,
)
# erfinv(x)/x in powers of w − 1.5, w = −log(1 − x²) ≤ 3
ERFINV_SMALL = (
    1.2520638405834421,
    0.25036244534245283,
    0.0008797647126621649,
    -0.002092327930386474,
    0.00017766931513895428,
    2.3288167936563264e-05,
    -5.372773987214104e-06,
    -6.507545178109333e-08,
    1.177036199554996e-07,
    -7.232293613244934e-09,
    -2.0197989007487664e-09,
    3.0271554912398977e-10,
    2.2828966586188063e-11,
    -8.318229858494724e-12,
    6.49172779874655e-14,
    1.7883093186704146e-13,
    -9.919419241344344e-15,
    -2.7078599443429643e-15,
)
# the same in powers of √w − 2.875, 3 < w ≤ 16
ERFINV_MIDDLE = (
    2.707931407033112,
    0.998906558622736,
    0.012919937797985193,
    -0.011101137050681848,
    0.008261696448491935,
    -0.0046828571580436965,
    0.0014544609860242651,
    0.00025831020218375247,
    -0.0005367681122777418,
    0.00023361479936113289,
    1.0327320526960293e-05,
    -6.110317942801398e-05,
    2.7213457417080746e-05,
    8.330181652643359e-07,
    -6.3537826097023216e-06,
    2.796888673465966e-06,
    2.6949330046505505e-08,
    -6.051279166506398e-07,
    2.921335365756657e-07,
    -1.163239104850108e-08,
    -6.267573083493807e-08,
    3.1936242112773206e-08,
    1.5222335176582446e-09,
    -6.984220020481283e-09,
    1.5223369697804209e-09,
    5.797066786224481e-10,
    -2.1152142956744469e-10,
)
# the same in powers of √w − 5, 16 < w
ERFINV_LARGE = (
    4.849906401408584,
    1.0103004648645448,
    -0.0001387193183802193,
    -0.00021503011980053286,
    7.599527809905669e-05,
    -1.9681771171607953e-05,
    4.526052498646386e-06,
    -9.930256957623955e-07,
    2.2905298309556223e-07,
    -6.757183602264799e-08,
    2.9018094055372935e-08,
    -1.521604123593241e-08,
    7.82251130757271e-09,
    -3.5303623420620313e-09,
    1.3148063466158505e-09,
    -3.8433272629025555e-10,
    7.025707132833335e-11,
    1.6550136908395478e-11,
    -2.055431105314157e-11,
    5.490944936009033e-12,
)

# tan(π/8), tan(3π/8) and π/2 in two parts
ARCTAN_MIDDLE = 0.41421356237309503
ARCTAN_LARGE = 2.414213562373095
ARCTAN_LIMIT = 1.5707963267948966
ARCTAN_LIMIT_LOW = 6.123233995736766e-17
# (arctan x / x − 1) / x² in powers of x², |x| ≤ tan(π/8)
ARCTAN = (
    -0.3333333333333333,
    0.19999999999999804,
    -0.14285714285659828,
    0.11111111105155447,
    -0.09090908753500877,
    0.07692296375032143,
    -0.06666424885738255,
    0.05878928997834775,
    -0.05230454270650244,
    0.04551593220626549,
    -0.034570561981427744,
    0.016285756855221028,
)


def horner(x: Array, coefficients: tuple[float, ...]) -> Array:
    """The polynomial with these coefficients, lowest power first, from the highest down."""
    value = np.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def _as_array(x: ArrayLike) -> Array:
    return np.asarray(x, dtype=np.float64)


def _power_of_two(exponent: NDArray[np.int64]) -> Array:
    """2^exponent for an exponent in −1022 … 1023."""
    return ((exponent + 1023) << 52).view(np.float64)


def _reduced_exp(x: Array) -> tuple[Array, NDArray[np.int64]]:
    """p = e^r − 1 and k with x = k ln 2 + r, |r| ≤ ln 2 / 2."""
    shifted = x * INVERSE_LN2 + ROUNDER
    k = shifted - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    return r + (r * r) * horner(r, EXP), shifted.view(np.int64) - ROUNDER_BITS


@np.errstate(all="ignore")
def exp(x: ArrayLike) -> Array:
    """e^x, within 1 ulp; 0 and inf beyond the range of float64.

    >>> float(exp(1.0).round(12))
    2.718281828459
    """
    x = _as_array(x)
    inside = np.where(x > EXP_MAX, 0.0, np.where(x < EXP_MIN, 0.0, x))
    p, k = _reduced_exp(inside)
    half = k >> 1  # two factors, because 2^k itself can leave the range
    value = ((1.0 + p) * _power_of_two(half)) * _power_of_two(k - half)
    return np.where(x > EXP_MAX, np.inf, np.where(x < EXP_MIN, 0.0, value))


@np.errstate(all="ignore")
def expm1(x: ArrayLike) -> Array:
    """e^x − 1 without cancellation, within 2 ulp.

    >>> float(expm1(1e-10))
    1.00000000005e-10
    """
    x = _as_array(x)
    inside = np.where(x > EXP_MAX, 0.0, np.where(x < -40.0, -40.0, x))
    p, k = _reduced_exp(inside)
    # 2^k (1 + p) − 1 with 2^(k−1), which is finite for every k that occurs.
    scale = _power_of_two(k - 1)
    value = 2.0 * (scale * p + (scale - 0.5))
    return np.where(x > EXP_MAX, np.inf, value)


@np.errstate(all="ignore")
def log(x: ArrayLike) -> Array:
    """The natural logarithm, within 1 ulp; log 0 = −inf, NaN below 0.

    >>> float(log(10.0))
    2.302585092994046
    """
    x = _as_array(x)
    tiny = x < 2.2250738585072014e-308
    bits = np.where(tiny, x * 18014398509481984.0, x).view(np.int64)  # times 2^54
    shifted = bits + (ONE_BITS - SQRT_HALF_BITS)
    exponent = (shifted >> 52) - np.where(tiny, np.int64(1077), np.int64(1023))
    f = ((shifted & MANTISSA) + SQRT_HALF_BITS).view(np.float64) - 1.0
    k = (exponent + ROUNDER_BITS).view(np.float64) - ROUNDER
    s = f / (2.0 + f)
    w = s * s
    # log(1 + f) = f − s (f − w · tail): the large part, f, stays exact.
    tail = w * horner(w, LOG)
    half_square = (0.5 * f) * f
    value = k * LN2_HIGH - ((half_square - (s * (half_square + tail) + k * LN2_LOW)) - f)
    value = np.where(x == np.inf, x, np.where(x == 0.0, -np.inf, value))
    return np.where(x < 0.0, np.nan, np.where(x != x, x, value))


@np.errstate(all="ignore")
def log1p(x: ArrayLike) -> Array:
    """log(1 + x) without cancellation, within 2 ulp.

    >>> print(f"{float(log1p(1e-10)):.12g}")
    9.9999999995e-11
    """
    x = _as_array(x)
    u = 1.0 + x
    value = log(u) + (x - (u - 1.0)) / u  # the second term repairs the rounding of 1 + x
    return np.where(u == np.inf, u, np.where(u == 0.0, -np.inf, value))


@np.errstate(all="ignore")
def tanh(x: ArrayLike) -> Array:
    """The hyperbolic tangent, within 2 ulp.

    >>> float(tanh(0.5).round(12))
    0.46211715726
    """
    x = _as_array(x)
    size = np.abs(x)
    doubled = 2.0 * np.where(size > TANH_MAX, TANH_MAX, size)
    e = expm1(doubled)
    value = e / (e + 2.0)
    return np.where(x < 0.0, -value, value)


@np.errstate(all="ignore")
def sigmoid(x: ArrayLike) -> Array:
    """1 / (1 + e^−x), within 2 ulp wherever the result is a normal number.

    >>> float(sigmoid(0.0))
    0.5
    """
    result: Array = 1.0 / (1.0 + exp(-_as_array(x)))
    return result


@np.errstate(all="ignore")
def softplus(x: ArrayLike) -> Array:
    """log(1 + e^x), finite for every finite x, within 2 ulp.

    >>> float(softplus(1000.0))
    1000.0
    """
    x = _as_array(x)
    result: Array = np.where(x < 0.0, 0.0, x) + log1p(exp(-np.abs(x)))
    return result


@np.errstate(all="ignore")
def erf(x: ArrayLike) -> Array:
    """The error function, within 2 ulp.

    >>> float(erf(1.0))
    0.8427007929497149
    """
    x = _as_array(x)
    size = np.abs(x)
    square = x * x
    small = size + size * horner(square, ERF_SMALL)
    clipped = np.where(size > ERF_MAX, ERF_MAX, size)
    t = (clipped - ERF_CENTRE) / (clipped + ERF_CENTRE)
    large = 1.0 - exp(-(clipped * clipped)) * horner(t, ERF_LARGE)
    value = np.where(size < 1.0, small, large)
    return np.where(x < 0.0, -value, value)


@np.errstate(all="ignore")
def erfinv(x: ArrayLike) -> Array:
    """The inverse of the error function, within 3 ulp; ±inf at ±1, NaN beyond.

    >>> float(erfinv(0.8427007929497149).round(12))
    1.0
    """
    x = _as_array(x)
    # x² = 1 − e^−w; the error of w near 0 hardly matters, since erfinv(x) / x is flat there.
    w = -log((1.0 - x) * (1.0 + x))
    root = np.sqrt(w)
    small = horner(w - ERFINV_CENTRES[0], ERFINV_SMALL)
    middle = horner(root - ERFINV_CENTRES[1], ERFINV_MIDDLE)
    large = horner(root - ERFINV_CENTRES[2], ERFINV_LARGE)
    value = x * np.where(w <= 3.0, small, np.where(w <= 16.0, middle, large))
    return np.where(w == np.inf, x * np.inf, value)


def _quadrant(x: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """sin r, cos r and k with x = k π/2 + r, |r| ≤ π/4."""
    shifted = x * TWO_OVER_PI + ROUNDER
    k = shifted - ROUNDER
    high = x - k * HALF_PI_HIGH  # exact, like k · HALF_PI_MIDDLE
    middle = k * HALF_PI_MIDDLE
    coarse = high - middle
    lost = ((high - coarse) - middle) - k * HALF_PI_LOW
    r = coarse + lost
    rest = (coarse - r) + lost  # x − k π/2 is r + rest, to about twice the precision
    w = r * r
    sine = r + ((r * w) * horner(w, SIN) + rest)
    cosine = (1.0 - 0.5 * w) + ((w * w) * horner(w, COS) - r * rest)
    return sine, cosine, shifted.view(np.int64) - ROUNDER_BITS


@np.errstate(all="ignore")
def sin(x: ArrayLike) -> Array:
    """The sine, within 2 ulp for |x| ≤ 2^20; NaN beyond, where this reduction ends.

    >>> float(sin(1.0))
    0.8414709848078965
    """
    x = _as_array(x)
    sine, cosine, k = _quadrant(np.where(np.abs(x) <= SIN_LIMIT, x, np.nan))
    value = np.where((k & 1) == 1, cosine, sine)
    return np.where((k & 2) == 2, -value, value)


@np.errstate(all="ignore")
def cos(x: ArrayLike) -> Array:
    """The cosine, within 2 ulp for |x| ≤ 2^20; NaN beyond, where this reduction ends.

    >>> float(cos(0.0))
    1.0
    """
    x = _as_array(x)
    sine, cosine, k = _quadrant(np.where(np.abs(x) <= SIN_LIMIT, x, np.nan))
    value = np.where((k & 1) == 1, sine, cosine)
    return np.where(((k + 1) & 2) == 2, -value, value)


@np.errstate(all="ignore")
def arctan(x: ArrayLike) -> Array:
    """The inverse tangent, within 2 ulp.

    >>> float(arctan(1.0))
    0.7853981633974483
    """
    x = _as_array(x)
    size = np.abs(x)
    large, middle = size > ARCTAN_LARGE, size > ARCTAN_MIDDLE
    # arctan x = π/2 − arctan(1/x) = π/4 + arctan((x − 1) / (x + 1)); t is at most tan(π/8).
    part = np.where(large, 1.0, np.where(middle, 0.5, 0.0))
    above = np.where(large, -1.0, np.where(middle, size - 1.0, size))
    below = np.where(large, size, np.where(middle, size + 1.0, 1.0))
    t = above / below
    w = t * t
    tail = (t * w) * horner(w, ARCTAN) + part * ARCTAN_LIMIT_LOW
    value = part * ARCTAN_LIMIT + (t + tail)
    return np.where(x < 0.0, -value, value)


def _quadrant_of_half_turns(x: Array) -> tuple[Array, Array, NDArray[np.int64]]:
    """sin r, cos r and k with π x = k π/2 + r, |r| ≤ π/4; the reduction is exact."""
    doubled = 2.0 * x
    shifted = doubled + ROUNDER
    r = (doubled - (shifted - ROUNDER)) * HALF_PI
    w = r * r
    sine = r + (r * w) * horner(w, SIN)
    cosine = (1.0 - 0.5 * w) + (w * w) * horner(w, COS)
    return sine, cosine, shifted.view(np.int64) - ROUNDER_BITS


@np.errstate(all="ignore")
def sinpi(x: ArrayLike) -> Array:
    """sin(π x), within 2 ulp for |x| ≤ 2^20; NaN beyond, as for `sin`.

    >>> float(sinpi(0.5))
    1.0
    """
    x = _as_array(x)
    sine, cosine, k = _quadrant_of_half_turns(np.where(np.abs(x) <= SIN_LIMIT, x, np.nan))
    value = np.where((k & 1) == 1, cosine, sine)
    return np.where((k & 2) == 2, -value, value)


@np.errstate(all="ignore")
def cospi(x: ArrayLike) -> Array:
    """cos(π x), within 2 ulp for |x| ≤ 2^20; NaN beyond, as for `cos`.

    >>> float(cospi(1.0))
    -1.0
    """
    x = _as_array(x)
    sine, cosine, k = _quadrant_of_half_turns(np.where(np.abs(x) <= SIN_LIMIT, x, np.nan))
    value = np.where((k & 1) == 1, sine, cosine)
    return np.where(((k + 1) & 2) == 2, -value, value)
