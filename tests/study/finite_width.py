"""Means over networks of finite width, to order 1 / width, from the maps of infinite width.

Given layer l, the pre-activations of layer l + 1 are Gaussian whatever the width. Their covariance
over two inputs, K_{l+1} = σ_w² (mean over N units of φ φᵀ) + σ_b², is a Markov chain:

    K_{l+1} = M(K_l) + noise,   E[noise] = 0,   Cov[noise] = σ_w⁴ Cov[φ φᵀ] / N,

M being the map of infinite width. In the coordinates s = (log K_aa, log K_bb, atanh c) it reads
s' = f(s) + what the noise does, f = g ∘ M ∘ g⁻¹ with g from K to s. To second order in deviations
from the path of infinite width, a mean m and a covariance S of s go on as

    m' = J m + ½ H : S + ½ g″ : Cov[noise],   S' = J S Jᵀ + g′ Cov[noise] g′ᵀ.

Derivatives are central differences: the maps have twelve digits, so a step of 1e-3 leaves five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from initlab.activations.own import as_activation, breaks, slope_of
from initlab.quadrature import expectation, mean_square, pair_expectation
from initlab.theory import covariance_map, derivative_map, variance_map

STEP = 1e-3
AXES = np.eye(3)


@dataclass(frozen=True)
class Expected:
    """One number for each hidden layer: means over networks, and standard deviations."""

    log_variance: np.ndarray
    log_variance_std: np.ndarray
    fisher: np.ndarray  # atanh c
    fisher_std: np.ndarray
    log_gradient: np.ndarray  # relative to the last hidden layer


def expected(block, width, depth, q, c):
    """The chain from a first layer whose variance q and correlation c are exact."""
    path = [np.array([np.log(q), np.log(q), np.arctanh(c)])]
    means, covariances = [np.zeros(3)], [np.zeros((3, 3))]
    for _ in range(depth - 1):
        s, m, S = path[-1], means[-1], covariances[-1]
        following, J, H = derivatives(lambda s: to_s(mapped(block, to_k(s))), s)
        _, g1, g2 = derivatives(to_s, mapped(block, to_k(s)))
        noise = noise_covariance(block, s) / width
        means.append(J @ m + 0.5 * np.einsum("aij,ij->a", H, S) + 0.5 * contract(g2, noise))
        covariances.append(J @ S @ J.T + g1 @ noise @ g1.T)
        path.append(following)
    s, m = np.array(path), np.array(means)
    var = np.array([np.diag(S) for S in covariances])
    return Expected(
        s[:, 0] + m[:, 0],
        np.sqrt(var[:, 0]),
        s[:, 2] + m[:, 2],
        np.sqrt(var[:, 2]),
        log_gradient(block, width, s[:, 0], m[:, 0], var[:, 0]),
    )


def contract(hessian, covariance):
    return np.einsum("aij,ij->a", hessian, covariance)


def log_gradient(block, width, log_q, mean, var):
    """E of the log of the mean (∂loss/∂z)² relative to the last hidden layer.

    From layer l + 1 to l the mean square is multiplied by σ_w² times the mean over N units of
    φ′² g², g Gaussian: of expectation χ(Q_l), and of relative variance h / N with
    h = 3 E[φ′⁴] / E[φ′²]² − 1. So its log gains log χ(Q_l) − h / 2N, and the mean of log χ over
    Q_l takes two derivatives by log q. To this comes `coupling`.
    """
    shift = np.array([-STEP, 0.0, STEP])
    log_chi = np.log(derivative_map(block, np.exp(log_q[:, None] + shift)))
    first = (log_chi[:, 2] - log_chi[:, 0]) / (2 * STEP)
    second = (log_chi[:, 2] - 2 * log_chi[:, 1] + log_chi[:, 0]) / STEP**2
    slope, cuts = slope_of(as_activation(block.activation)), breaks(as_activation(block.activation))
    std = np.exp(0.5 * log_q)
    fourth = expectation(lambda x: slope(x) ** 4, std, breaks=cuts)
    h = 3 * fourth / mean_square(slope, std, cuts) ** 2 - 1
    gained = log_chi[:, 1] + first * mean + 0.5 * second * var - 0.5 * h / width
    gained[:-1] += coupling(block, log_q) / width
    return np.append(np.cumsum(gained[-2::-1])[::-1], 0.0)


def coupling(block, log_q):
    """N times what the log gains because the W that led forward leads back as well.

    With a = φ(z_l) and u = W a the pre-activations of layer l + 1 without biases, W is
    u aᵀ / |a|² and a rest W′ that is independent of u. So with r = u · δ, δ = ∂loss/∂z_{l+1},

        Wᵀ δ = W′ᵀ δ + a r / |a|²,   W′ᵀ δ Gaussian, of mean square σ_w² |δ|² / N, orthogonal to a.

    Let P = |δ|² / N, A = E[φ²], s = σ_w² A the variance of u, and τ = E[r²] / (N s P); were W
    another matrix on the way back, τ would be 1. The mean of φ′² (Wᵀ δ)² then is χ P times

        1 + (τ_{l+1} − 1) R_l / N,   R = E[φ′² φ²] / (E[φ′²] A),

    and r of the layer below is Σ u φ′ (W′ᵀ δ + a r / |a|²), whence, orthogonality kept in mind,

        τ_l = T_l + (τ_{l+1} − 1) E[u φ′ φ]² / (A_l s_l E[φ′²]),   T = E[u² φ′²] / (s E[φ′²]),

    τ = T in the last hidden layer. Given z, u is Gaussian of mean z s / q and variance s σ_b² / q.
    For ReLU T = 1 and all of this is 0.
    """
    phi = as_activation(block.activation)
    slope, cuts = slope_of(phi), breaks(phi)
    q, std = np.exp(log_q), np.exp(0.5 * log_q)

    def mean(function):
        return expectation(function, std, breaks=cuts)

    A, D = mean(lambda x: phi.value(x) ** 2), mean(lambda x: slope(x) ** 2)
    R = mean(lambda x: (slope(x) * phi.value(x)) ** 2) / (A * D)
    s = q - block.bias_var
    radial = mean(lambda x: x * slope(x) * phi.value(x)) * s / q
    T = mean(lambda x: (x * slope(x)) ** 2) * s / q**2 / D + block.bias_var / q
    tau = T.copy()
    for layer in reversed(range(len(q) - 1)):
        tau[layer] += (tau[layer + 1] - 1) * radial[layer] ** 2 / (A * s * D)[layer]
    return R[:-1] * (tau[1:] - 1)


def to_k(s):
    a, b = np.exp(s[..., 0]), np.exp(s[..., 1])
    return np.stack([a, b, np.sqrt(a * b) * np.tanh(s[..., 2])], axis=-1)


def to_s(k):
    a, b = k[..., 0], k[..., 1]
    return np.stack([np.log(a), np.log(b), np.arctanh(k[..., 2] / np.sqrt(a * b))], axis=-1)


def mapped(block, k):
    a, b = k[..., 0], k[..., 1]
    both = covariance_map(block, a, b, k[..., 2] / np.sqrt(a * b))
    return np.stack([variance_map(block, a), variance_map(block, b), both], axis=-1)


def noise_covariance(block, s):
    """σ_w⁴ Cov of (φ_a², φ_b², φ_a φ_b)."""
    phi = as_activation(block.activation)
    std_a, std_b, c = np.exp(0.5 * s[0]), np.exp(0.5 * s[1]), np.tanh(s[2])
    powers = [(2, 0), (0, 2), (1, 1)]

    def mean(i, j):
        def left(x):
            return phi.value(x) ** i

        def right(x):
            return phi.value(x) ** j

        cuts = breaks(phi)
        return float(pair_expectation(left, right, std_a, std_b, c, cuts, cuts))

    first = np.array([mean(*p) for p in powers])
    second = np.array([[mean(p[0] + r[0], p[1] + r[1]) for r in powers] for p in powers])
    return block.weight_var**2 * (second - np.outer(first, first))


def derivatives(function, at):
    """Value, first and second derivatives of a function of three numbers."""
    h = STEP * np.maximum(np.abs(at), 0.1)
    pairs = [(i, j) for i in range(3) for j in range(3)]
    corners = [
        at + h * (p * AXES[i] + r * AXES[j]) for i, j in pairs for p in (1, -1) for r in (1, -1)
    ]
    sides = [at + p * h * AXES[i] for i in range(3) for p in (1, -1)]
    values = function(np.array([at, *sides, *corners]))
    centre, side, corner = values[0], values[1:7].reshape(3, 2, 3), values[7:].reshape(3, 3, 4, 3)
    first = (side[:, 0] - side[:, 1]).T / (2 * h)
    # ∂²/∂i∂j = (f(++) − f(+−) − f(−+) + f(−−)) / 4 h_i h_j, also for i = j with steps of 2 h.
    second = (corner[:, :, 0] - corner[:, :, 1] - corner[:, :, 2] + corner[:, :, 3]) / 4
    return centre, first, np.moveaxis(second / (h[:, None] * h)[:, :, None], -1, 0)
