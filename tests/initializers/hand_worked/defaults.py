"""Defaults of frameworks and models."""

from initlab.initializers.fans import Fans, convolution, embedding, packed, transposed_convolution
from tests.initializers.hand_worked.worked import Worked

GLOROT = 0.05345224838248488  # √(2/700)
PACKED = 0.035355339059327376  # a pack of (1200, 400): √(2/1600)
PACK = ((1200, 400), packed((1200, 400), 3))
THIRD = 0.03333333333333333  # bound 1/√300, over √3: 1/30
BIAS = ((40_000,), Fans(300, 400))

NUMBERS = (
    Worked("torch_default", THIRD),
    # 3 × 3 taps of 32 inputs: 1/√(3 · 288)
    Worked("torch_default", 0.034020690871988585, (64, 32, 3, 3), convolution((64, 32, 3, 3))),
    Worked("torch_default.bias", THIRD, *BIAS),
    Worked("torch_default.embedding", 1.0),
    # Four gates of 100 units, 300 inputs: U(±1/√100)
    Worked("torch_default.recurrent", 0.05773502691896258, (400, 300), packed((400, 300), 4)),
    Worked("torch_default.query", PACKED, *PACK),
    Worked("torch_default.key", PACKED, *PACK),
    Worked("torch_default.value", PACKED, *PACK),
    Worked("torch_default.attention_output", THIRD),
    # ConvTranspose2d(64, 32, 4, stride=2): U(±1/√(32 · 16)), whatever the stride
    Worked(
        "torch_default.transposed_convolution",
        0.025515518153991443,
        (32, 64, 4, 4),
        transposed_convolution((32, 64, 4, 4), stride=2),
    ),
    Worked("torch_transformer", GLOROT),
    Worked("torch_transformer.query", PACKED, *PACK),
    Worked("torch_transformer.key", PACKED, *PACK),
    Worked("torch_transformer.value", PACKED, *PACK),
    Worked("torch_transformer.bias", THIRD, *BIAS),
    Worked("keras_default", GLOROT),
    Worked("keras_default.bias", 0.0),
    Worked("keras_default.embedding", 0.028867513459481287),  # 0.05 / √3
    Worked("keras_default.forget_bias", 1.0, mean=1.0),
    Worked("flax_default", 0.05773502691896258),
    Worked("flax_default.bias", 0.0),
    Worked("flax_default.embedding", 0.05, (300, 400), embedding((300, 400))),  # 1/√400
    Worked("resnet", 0.07071067811865475),  # √(2/400)
    Worked("resnet.head", THIRD),
    Worked("efficientnet", 0.07071067811865475),
    Worked("efficientnet.head", 0.028867513459481288),  # bound 1/√400, over √3
    Worked("dcgan", 0.02),
    Worked("dcgan.norm_scale", 1.000199980003999, mean=1.0),  # √(1 + 0.02²)
    Worked("dcgan.bias", 0.0),
)
