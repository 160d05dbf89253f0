"""Time and memory of a check, beside one forward and backward pass of the same model."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).parent.parent


class Bottleneck(nn.Module):
    """1×1, 3×3 and 1×1 convolutions beside a shortcut."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.down = nn.Sequential()
        if inputs != 4 * width:
            conv = nn.Conv2d(inputs, 4 * width, 1, stride, bias=False)
            self.down = nn.Sequential(conv, nn.BatchNorm2d(4 * width))

    def forward(self, x: Tensor) -> Tensor:
        h = functional.relu(self.bn1(self.conv1(x)))
        h = functional.relu(self.bn2(self.conv2(h)))
        return functional.relu(self.bn3(self.conv3(h)) + self.down(x))


def resnet50() -> nn.Module:
    """He et al. 2016, arXiv:1512.03385, table 1: 25.6 million parameters."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
    ]
    channels = 64
    for width, count, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for index in range(count):
            layers.append(Bottleneck(channels, width, stride if index == 0 else 1))
            channels = 4 * width
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if isinstance(module, Bottleneck):
            nn.init.zeros_(module.bn3.weight)
    return model


def case(name: str) -> tuple[nn.Module, Any, Any]:
    """A model of the corpus, or ResNet-50 on 4 pictures."""
    if name == "ResNet-50":
        torch.manual_seed(0)
        labels = torch.arange(4)
        return (
            resnet50(),
            torch.randn(4, 3, 224, 224),
            lambda output: functional.cross_entropy(output, labels),
        )
    from tests.checks.corpus import ARCHITECTURES

    found = next(a for a in ARCHITECTURES if a.name == name).build(0)
    return found.model, found.batch, found.loss


def one(what: str, name: str, repeats: int) -> tuple[float, float]:
    """Least processor seconds of a pass or a check, and MB above the model's own at the peak."""
    import initlab

    model, batch, loss = case(name)
    torch.set_num_threads(1)

    def check() -> None:
        initlab.check(model, batch, loss)

    def both_ways() -> None:
        if isinstance(batch, dict):
            output = model(**batch)
        else:
            output = model(*batch) if isinstance(batch, tuple) else model(batch)
        value = loss(output) if loss is not None else getattr(output, "loss", None)
        (output.square().mean() if value is None else value).backward()
        model.zero_grad()

    run = check if what == "check" else both_ways
    # Everything is imported and every kernel made ready on a tiny model first.
    initlab.check(nn.Linear(2, 2), torch.ones(2, 2))
    gc.collect()
    before = _peak()
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return min(times), _peak() - before


def _peak() -> float:
    """MB of this process at its peak so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


MODELS = (
    "deep ReLU MLP",
    "VGG without norm",
    "ResNet",
    "LSTM classifier",
    "language model",
    "ResNet-50",
)


def cost(repeats: int, most: int) -> dict[str, Any]:
    """Of a few models, each measured in processes of its own."""
    rows = {}
    for name in MODELS[:most]:
        measured = {}
        for what in ("pass", "check"):
            times = 1 if name == "ResNet-50" else repeats
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.check_cost", what, name, str(times)],
                capture_output=True,
                text=True,
                check=True,
                cwd=ROOT,
            )
            measured[what] = [float(number) for number in done.stdout.split()]
        (pass_s, pass_mb), (check_s, check_mb) = measured["pass"], measured["check"]
        rows[name] = {
            "pass s": pass_s,
            "check s": check_s,
            "time ratio": check_s / pass_s,
            "pass MB": pass_mb,
            "check MB": check_mb,
        }
        print(f"  {name:20} {pass_s:.3f} s, check {check_s:.3f} s", file=sys.stderr, flush=True)
    return rows


def table(rows: dict[str, Any]) -> list[str]:
    """In Markdown."""
    lines = [
        "## Cost",
        "",
        "Processor seconds beside one forward and one backward pass, one thread; memory above the "
        "model's own.",
        "",
        "| model | pass, s | check, s | ratio | pass, MB | check, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        lines.append(
            f"| {name} | {row['pass s']:.4f} | {row['check s']:.4f} | {row['time ratio']:.1f} | "
            f"{row['pass MB']:.0f} | {row['check MB']:.0f} |"
        )
    return lines


if __name__ == "__main__":
    print(*one(sys.argv[1], sys.argv[2], int(sys.argv[3])))
