"""Networks for pictures and signals."""

from __future__ import annotations

from math import log
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from initlab.torch import initialize
from tests.checks.corpus.record import Architecture, Case, Net, classes, squares


def pictures(count: int = 16, side: int = 16) -> Tensor:
    """Standardized, with neighbours alike as in photographs."""
    noise = torch.randn(count, 3, side, side)
    smooth = functional.avg_pool2d(noise, 3, 1, 1)
    return (smooth - smooth.mean()) / smooth.std()


def plain(seed: int) -> Case:
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 16, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )
    return Case(model, pictures(), classes(16, 10))


def vgg_layers(norm: bool) -> list[nn.Module]:
    layers: list[nn.Module] = []
    channels = 3
    for block in ((16, 16), (32, 32), (48, 48, 48)):
        for width in block:
            layers.append(nn.Conv2d(channels, width, 3, padding=1, bias=not norm))
            layers += [nn.BatchNorm2d(width)] if norm else []
            layers.append(nn.ReLU(inplace=True))
            channels = width
        layers.append(nn.MaxPool2d(2))
    return [*layers, nn.Flatten(), nn.Linear(48 * 4, 64), nn.ReLU(), nn.Linear(64, 10)]


def vgg(seed: int) -> Case:
    model = nn.Sequential(*vgg_layers(norm=False))
    initialize(model, {"20.weight": "xavier", "weight": "he"}, seed=seed)
    return Case(model, pictures(), classes(16, 10))


def vgg_normalized(seed: int) -> Case:
    return Case(nn.Sequential(*vgg_layers(norm=True)), pictures(), classes(16, 10))


class Block(nn.Module):
    """A basic block of a ResNet."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = (
            nn.Sequential()
            if stride == 1 and inputs == outputs
            else nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        h = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(h + self.down(x))


def resnet(seed: int) -> Case:
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        Block(16, 16, 1),
        Block(16, 16, 1),
        Block(16, 32, 2),
        Block(32, 32, 1),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if isinstance(module, Block):
            nn.init.zeros_(module.bn2.weight)
    return Case(model, pictures(), classes(16, 10))


class Skip(nn.Module):
    """x + α · f(x) without normalization; α = 0 is SkipInit."""

    def __init__(self, width: int, alpha: float) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, 1, 1)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1)
        self.alpha = nn.Parameter(torch.tensor(alpha))

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(functional.relu(x))
        return x + self.alpha * self.conv2(functional.relu(h))


def skip(blocks: int, alpha: float) -> Any:
    def make(seed: int) -> Case:
        model = nn.Sequential(
            nn.Conv2d(3, 16, 3, 1, 1),
            *(Skip(16, alpha) for _ in range(blocks)),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(16, 10),
        )
        head = f"{blocks + 4}.weight"
        initialize(model, {head: "xavier", "weight": "he", "other": None}, seed=seed)
        return Case(model, pictures(side=12), classes(16, 10))

    return make


def fixup(seed: int) -> Case:
    case = skip(12, 1.0)(seed)
    for module in case.model.modules():
        if isinstance(module, Skip):
            # m = 2 layers a branch: the first times L^(−1/2), the last 0.
            module.conv1.weight.data *= 12**-0.5
            nn.init.zeros_(module.conv2.weight)
    nn.init.zeros_(case.model[-1].weight)
    return case


def separable(inputs: int, outputs: int, norm: bool) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for conv in (
        nn.Conv2d(inputs, inputs, 3, 1, 1, groups=inputs, bias=not norm),
        nn.Conv2d(inputs, outputs, 1, bias=not norm),
    ):
        layers += [conv, *([nn.BatchNorm2d(conv.out_channels)] if norm else []), nn.ReLU()]
    return layers


def mobile(norm: bool) -> Any:
    def make(seed: int) -> Case:
        first = nn.Conv2d(3, 32, 3, 2, 1, bias=not norm)
        model = nn.Sequential(
            first,
            *([nn.BatchNorm2d(32)] if norm else []),
            nn.ReLU(),
            *separable(32, 48, norm),
            *separable(48, 48, norm),
            *separable(48, 64, norm),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(64, 10),
        )
        initialize(model, {f"{len(model) - 1}.weight": "xavier", "weight": "he"}, seed=seed)
        return Case(model, pictures(), classes(16, 10))

    return make


def double(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def unet_forward(self: Any, x: Tensor) -> Tensor:
    fine = self.down1(x)
    middle = self.down2(functional.max_pool2d(fine, 2))
    coarse = self.bottom(functional.max_pool2d(middle, 2))
    middle = self.join2(torch.cat([self.up2(coarse), middle], 1))
    fine = self.join1(torch.cat([self.up1(middle), fine], 1))
    return self.head(fine)


def unet(seed: int) -> Case:
    net = Net(
        unet_forward,
        down1=double(3, 12),
        down2=double(12, 24),
        bottom=double(24, 48),
        up2=nn.ConvTranspose2d(48, 24, 2, 2),
        join2=double(48, 24),
        up1=nn.ConvTranspose2d(24, 12, 2, 2),
        join1=double(24, 12),
        head=nn.Conv2d(12, 4, 1),
    )
    labels = torch.randint(4, (8, 16, 16))
    return Case(net, pictures(8), lambda output: functional.cross_entropy(output, labels))


def dcgan_start(model: nn.Module) -> None:
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(module.weight, 0, 0.02)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1, 0.02)


def generator(seed: int) -> Case:
    layers: list[nn.Module] = []
    for inputs, outputs, *geometry in ((32, 64, 4, 1, 0), (64, 32, 4, 2, 1), (32, 16, 4, 2, 1)):
        conv = nn.ConvTranspose2d(inputs, outputs, *geometry, bias=False)
        layers += [conv, nn.BatchNorm2d(outputs), nn.ReLU(True)]
    model = nn.Sequential(*layers, nn.ConvTranspose2d(16, 3, 4, 2, 1, bias=False), nn.Tanh())
    dcgan_start(model)
    return Case(model, torch.randn(16, 32, 1, 1))


def discriminator(seed: int) -> Case:
    model = nn.Sequential(
        nn.Conv2d(3, 32, 4, 2, 1, bias=False),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(32, 64, 4, 2, 1, bias=False),
        nn.BatchNorm2d(64),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(64, 64, 4, 2, 1, bias=False),
        nn.BatchNorm2d(64),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(64, 1, 4, 1, 0, bias=False),
        nn.Flatten(0),
    )
    dcgan_start(model)
    real = (torch.arange(16) < 8).float()
    return Case(
        model,
        pictures(16, 32),
        lambda output: functional.binary_cross_entropy_with_logits(output, real),
    )


def decoder(seed: int) -> Case:
    model = nn.Sequential(
        nn.Linear(16, 32 * 16),
        nn.ReLU(),
        nn.Unflatten(1, (32, 4, 4)),
        nn.ConvTranspose2d(32, 32, 4, 2, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 32, 4, 2, 1),
        nn.ReLU(),
        nn.Conv2d(32, 3, 3, 1, 1),
    )
    initialize(model, {"7.weight": "xavier", "weight": "he"}, seed=seed)
    return Case(model, torch.randn(16, 16), squares(pictures()))


def detection_forward(self: Any, x: Tensor) -> Tensor:
    return self.head(self.tower(self.stem(x)))


def detection(seed: int) -> Case:
    net = Net(
        detection_forward,
        stem=nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU()),
        tower=nn.Sequential(
            nn.Conv2d(24, 32, 3, 1, 1), nn.ReLU(), nn.Conv2d(32, 32, 3, 1, 1), nn.ReLU()
        ),
        head=nn.Conv2d(32, 6, 3, 1, 1),
    )
    initialize(net, "he", seed=seed)
    nn.init.normal_(net.head.weight, std=0.01)
    nn.init.constant_(net.head.bias, -log((1 - 0.01) / 0.01))  # Lin et al. 2017, section 4.1
    target = (torch.rand(8, 6, 8, 8) < 0.01).float()

    def focal(output: Tensor) -> Tensor:
        entropy = functional.binary_cross_entropy_with_logits(output, target, reduction="none")
        right = torch.where(target > 0, output.sigmoid(), 1 - output.sigmoid())
        return ((1 - right) ** 2 * entropy).mean()

    return Case(net, pictures(8), focal)


class ConvNext(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.expand, self.reduce = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(1e-6 * torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        h = self.gamma * self.reduce(functional.gelu(self.expand(h)))
        return x + h.permute(0, 3, 1, 2)


def convnext_forward(self: Any, x: Tensor) -> Tensor:
    h = self.stem_norm(self.stem(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    return self.head(self.norm(self.blocks(h).mean((2, 3))))


def convnext(seed: int) -> Case:
    net = Net(
        convnext_forward,
        stem=nn.Conv2d(3, 24, 2, 2),
        stem_norm=nn.LayerNorm(24),
        blocks=nn.Sequential(*(ConvNext(24) for _ in range(4))),
        norm=nn.LayerNorm(24),
        head=nn.Linear(24, 10),
    )
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.trunc_normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)
    return Case(net, pictures(), classes(16, 10))


def dilated(seed: int) -> Case:
    layers: list[nn.Module] = []
    for index, (inputs, outputs) in enumerate(((4, 32), (32, 32), (32, 32), (32, 32))):
        step = 2**index
        layers += [nn.Conv1d(inputs, outputs, 3, dilation=step, padding=step), nn.ReLU()]
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, 6))
    initialize(model, {"10.weight": "xavier", "weight": "he"}, seed=seed)
    return Case(model, torch.randn(16, 4, 64), classes(16, 6))


def separable_sounds(seed: int) -> Case:
    layers: list[nn.Module] = [nn.Conv1d(4, 48, 3, padding=1), nn.SiLU()]
    for _ in range(3):
        layers += [nn.Conv1d(48, 48, 9, padding=4, groups=48), nn.Conv1d(48, 48, 1), nn.SiLU()]
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(48, 6))
    # A depthwise convolution is followed by no activation here, every other layer by SiLU.
    depthwise = {f"{2 + 3 * k}.weight": "xavier" for k in range(3)}
    plan = {**depthwise, "13.weight": "xavier", "weight": "he:scale=2.8"}
    initialize(model, plan, seed=seed)
    return Case(model, torch.randn(16, 4, 64), classes(16, 6))


def sounds(seed: int) -> Case:
    model = nn.Sequential(
        nn.ConvTranspose1d(64, 16, 9, 1, 4),
        nn.ReLU(),
        nn.ConvTranspose1d(16, 4, 9, 1, 4),
        nn.ReLU(),
        nn.Conv1d(4, 1, 7, 1, 3),
    )
    initialize(model, {"4.weight": "xavier", "weight": "he"}, seed=seed)
    return Case(model, torch.randn(16, 64, 32), squares(torch.randn(16, 1, 32)))


PICTURES = (
    Architecture(
        "plain CNN",
        plain,
        "PyTorch's",
        hidden=("3.weight", "7.weight"),
        head="9.weight",
        activation="relu",
    ),
    Architecture(
        "VGG without norm",
        vgg,
        "He",
        hidden=("2.weight", "5.weight", "7.weight", "10.weight", "12.weight", "14.weight"),
        alike=("12.weight", "14.weight"),
        head="20.weight",
        activation="relu",
        traits=("deep", "relu stack"),
    ),
    Architecture(
        "VGG with batch norm",
        vgg_normalized,
        "PyTorch's",
        normalized=("3.weight", "7.weight", "10.weight", "17.weight"),
        alike=("17.weight", "20.weight"),
        head="27.weight",
    ),
    Architecture(
        "ResNet",
        resnet,
        "He, last γ of a branch 0",
        normalized=("3.conv1.weight", "5.conv1.weight"),
        alike=("3.conv1.weight", "4.conv1.weight"),
        head="9.weight",
    ),
    Architecture(
        "ResNet without norm",
        skip(12, 0.0),
        "He, SkipInit",
        alike=("3.conv1.weight", "6.conv1.weight"),
        head="16.weight",
        traits=("skip",),
    ),
    Architecture(
        "ResNet without norm, Fixup",
        fixup,
        "Fixup",
        alike=("3.conv1.weight", "6.conv1.weight"),
        traits=("fixup",),
    ),
    Architecture(
        "MobileNet",
        mobile(norm=True),
        "He on true fans",
        normalized=("6.weight", "12.weight"),
        head="23.weight",
    ),
    Architecture(
        "depthwise without norm",
        mobile(norm=False),
        "He on true fans",
        hidden=("4.weight", "8.weight", "12.weight"),
        head="16.weight",
        activation="relu",
        traits=("depthwise",),
    ),
    Architecture(
        "U-Net",
        unet,
        "PyTorch's",
        normalized=("down2.0.weight", "bottom.3.weight"),
        head="head.weight",
    ),
    Architecture("GAN generator", generator, "N(0, .02²)", normalized=("3.weight", "6.weight")),
    Architecture("GAN discriminator", discriminator, "N(0, .02²)", normalized=("2.weight",)),
    Architecture(
        "decoder",
        decoder,
        "He on true fans",
        hidden=("3.weight", "5.weight"),
        head="7.weight",
        activation="relu",
        traits=("transposed",),
    ),
    Architecture(
        "separable convolutions of sound",
        separable_sounds,
        "by true fans and activation",
        hidden=("3.weight", "6.weight"),
        alike=("3.weight", "9.weight"),
        head="13.weight",
        activation="silu",
        traits=("depthwise",),
    ),
    Architecture(
        "decoder of sound",
        sounds,
        "He on true fans",
        hidden=("2.weight",),
        head="4.weight",
        activation="relu",
        traits=("transposed",),
    ),
    Architecture(
        "detection head",
        detection,
        "He; N(0, .01²), prior bias",
        hidden=("tower.0.weight", "tower.2.weight"),
        activation="relu",
    ),
    Architecture("ConvNeXt", convnext, "N(0, .02²), layer scale 1e−6", head="head.weight"),
    Architecture(
        "dilated convolutions",
        dilated,
        "He",
        hidden=("2.weight", "4.weight"),
        alike=("2.weight", "6.weight"),
        head="10.weight",
        activation="relu",
    ),
)
