"""The same training as others do it; each function trains `count` networks and returns seconds.

PyTorch and JAX compute in BENCH_DTYPE: float32, their default, is half the work or less of the
float64 that initlab, NumPy and scikit-learn compute in. Compilation and a warm-up are not counted.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

DTYPE = os.environ.get("BENCH_DTYPE", "float32")

Array = Any
Sizes = Sequence[int]


def clock(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def quietly(model: Callable[[int], object], iterations: int, count: int) -> float:
    """The course's `model` for `count` networks; it draws a plot at the end, so it is warmed up."""
    import matplotlib

    matplotlib.use("Agg")

    def work(steps: int = iterations) -> None:
        for _ in range(count):
            with contextlib.redirect_stdout(io.StringIO()):
                model(steps)

    work(1)
    return clock(work)


def notebook_loop(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """The course's own three-layer loop in NumPy, one network after another."""
    from initlab.course import notebook

    def model(steps: int) -> object:
        return notebook.model(x, y[None], num_iterations=steps, print_cost=False)

    return quietly(model, iterations, count)


def blog_loop(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """The course's blog's loop of any depth in NumPy, tanh."""
    from initlab.course import blog

    def model(steps: int) -> object:
        return blog.model(
            x,
            y[None],
            list(sizes),
            num_iterations=steps,
            print_cost=False,
            hidden_layers_activation_fn="tanh",
        )

    return quietly(model, iterations, count)


def pytorch(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """nn.Sequential and SGD, as a user writes it, one network after another."""
    import torch

    torch.set_default_dtype(getattr(torch, DTYPE))
    inputs = torch.tensor(x.T, dtype=torch.get_default_dtype())
    targets = torch.tensor(y[:, None], dtype=torch.get_default_dtype())

    def work(steps: int = iterations) -> None:
        for _ in range(count):
            layers: list[Any] = []
            for n_in, n_out in itertools.pairwise(sizes):
                layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
            model = torch.nn.Sequential(*layers[:-1])
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
            loss = torch.nn.BCEWithLogitsLoss()
            for _ in range(steps):
                optimizer.zero_grad()
                loss(model(inputs), targets).backward()
                optimizer.step()

    work(3)
    return clock(work)


def pytorch_bmm(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """All networks in one batched matrix product per layer."""
    import torch

    torch.set_default_dtype(getattr(torch, DTYPE))
    inputs = torch.tensor(x.T, dtype=torch.get_default_dtype()).expand(count, -1, -1)
    targets = torch.tensor(y[:, None], dtype=torch.get_default_dtype()).expand(count, -1, -1)
    parameters = [
        tensor.requires_grad_()
        for n_in, n_out in itertools.pairwise(sizes)
        for tensor in (
            torch.randn(count, n_in, n_out) * (2 / n_in) ** 0.5,
            torch.zeros(count, 1, n_out),
        )
    ]
    optimizer = torch.optim.SGD(parameters, lr=0.01)
    loss = torch.nn.functional.binary_cross_entropy_with_logits

    def work(steps: int = iterations) -> None:
        for _ in range(steps):
            a = inputs
            for place in range(0, len(parameters), 2):
                z = torch.baddbmm(parameters[place + 1], a, parameters[place])
                a = torch.relu(z)
            optimizer.zero_grad()
            (loss(z, targets, reduction="sum") / len(y)).backward()
            optimizer.step()

    work(3)
    return clock(work)


def jax_vmap(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """vmap over networks of a scan over iterations, compiled once."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", DTYPE == "float64")
    inputs, targets = jnp.asarray(x.T, DTYPE), jnp.asarray(y[:, None], DTYPE)
    rng = np.random.default_rng(0)
    start = [
        (
            jnp.asarray(rng.standard_normal((count, n_in, n_out)) * (2 / n_in) ** 0.5, DTYPE),
            jnp.zeros((count, n_out), DTYPE),
        )
        for n_in, n_out in itertools.pairwise(sizes)
    ]

    def cost(layers: Any) -> Any:
        a = inputs
        for weights, biases in layers:
            z = a @ weights + biases
            a = jax.nn.relu(z)
        return jnp.mean(jnp.maximum(z, 0) - z * targets + jnp.log1p(jnp.exp(-jnp.abs(z))))

    def step(layers: Any, _: Any) -> Any:
        gradient = jax.grad(cost)(layers)
        return jax.tree.map(lambda p, g: p - 0.01 * g, layers, gradient), None

    @jax.jit
    @jax.vmap
    def run(layers: Any) -> Any:
        return jax.lax.scan(step, layers, None, length=iterations)[0]

    jax.block_until_ready(run(start))
    return clock(lambda: jax.block_until_ready(run(start)))


def scikit_learn(sizes: Sizes, x: Array, y: Array, iterations: int, count: int) -> float:
    """MLPClassifier with plain full-batch SGD, one network after another."""
    from sklearn.neural_network import MLPClassifier

    def work() -> None:
        for seed in range(count):
            model = MLPClassifier(
                tuple(sizes[1:-1]),
                solver="sgd",
                batch_size=len(y),
                learning_rate_init=0.01,
                momentum=0.0,
                alpha=0.0,
                tol=0.0,
                max_iter=iterations,
                n_iter_no_change=iterations + 1,
                shuffle=False,
                random_state=seed,
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(x.T, y)

    return clock(work)


def initlab_engine(
    sizes: Sizes, x: Array, y: Array, iterations: int, count: int, activation: str = "relu"
) -> float:
    """initlab, from drawn weights to trained ones."""
    from initlab.datasets import Dataset
    from initlab.engine import train
    from initlab.networks import Spec

    data = Dataset("bench", x, y, None, None, ("0", "1"), (len(x),), "For timing.")
    specs = [
        Spec(tuple(sizes), activation, seed=seed, iterations=iterations) for seed in range(count)
    ]
    starts = [spec.draw() for spec in specs]
    train(specs[:1], data, parameters=starts[:1])
    return clock(lambda: train(specs, data, parameters=starts))


ALL: dict[str, Callable[..., float]] = {
    function.__name__: function
    for function in (
        notebook_loop,
        blog_loop,
        pytorch,
        pytorch_bmm,
        jax_vmap,
        scikit_learn,
        initlab_engine,
    )
}
