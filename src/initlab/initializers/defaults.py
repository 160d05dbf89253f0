"""What layers start with when nobody chooses: frameworks' defaults, and those of known models.

Roles `query`, `key` and `value` are packed in one weight where a framework packs them; the fans
are those of one part.
"""

from initlab.initializers.laws import Constant, Spread, VarianceScaling
from initlab.initializers.ranges import Around, Between
from initlab.initializers.record import Initializer, Role

# U(−1/√n, 1/√n) has the variance 1 / (3 n).
THIRD = VarianceScaling(1 / 3, "inputs", "uniform")
GLOROT_UNIFORM = VarianceScaling(1.0, "average", "uniform")
PACKED = VarianceScaling(0.5, "average", "uniform")
EMBEDDING = "embeddings"

ENTRIES = (
    Initializer(
        name="torch_default",
        title="PyTorch's defaults",
        law=THIRD,
        roles=(
            Role("bias", THIRD, "biases, with the fans of their weight"),
            Role("embedding", Spread(1.0), EMBEDDING),
            Role(
                "recurrent",
                VarianceScaling(1 / 3, "outputs", "uniform"),
                "every weight and bias of RNN, LSTM and GRU: U(±1/√H), fans of one gate",
            ),
            Role("query", PACKED, "of nn.MultiheadAttention, packed: Glorot of the pack's shape"),
            Role("key", PACKED, "of nn.MultiheadAttention, packed"),
            Role("value", PACKED, "of nn.MultiheadAttention, packed"),
            Role("attention_output", THIRD, "the projection that ends nn.MultiheadAttention"),
            Role(
                "transposed_convolution",
                VarianceScaling(1 / 3, "outputs", "uniform"),
                "transposed convolutions, whose fans PyTorch swaps",
            ),
        ),
        keeps="nothing: the signal's mean square falls to a sixth in each layer with ReLU",
        use="knowing what an untouched PyTorch model starts with",
        avoid="deep networks without normalization",
        note="kaiming_uniform_(a=√5) is U(±1/√n_in), inherited from Torch7; the √5 is no slope of "
        "anything. Attention has two scales in one module, and a third with kdim.",
        source="implementation: torch/nn/modules/linear.py, conv.py, rnn.py, sparse.py, "
        "activation.py; measured; torch/nn Linear.lua",
        frameworks=("torch.nn.Linear", "torch.nn.Conv2d"),
    ),
    Initializer(
        name="torch_transformer",
        title="PyTorch's nn.Transformer",
        law=GLOROT_UNIFORM,
        roles=(
            Role("query", PACKED, "packed: Glorot of the pack's shape"),
            Role("key", PACKED, "packed"),
            Role("value", PACKED, "packed"),
            Role("bias", THIRD, "biases of linear layers, with the fans of their weight"),
        ),
        keeps="Glorot's compromise, but for packed projections, whose variance is half of it",
        use="knowing what nn.Transformer starts with",
        avoid="nn.TransformerEncoder by itself: it copies one layer, so all its layers start equal",
        note="Only the whole nn.Transformer starts its weights again; its parts keep "
        "`torch_default`.",
        source="implementation: torch/nn/modules/transformer.py, _reset_parameters; measured",
        frameworks=("torch.nn.Transformer",),
    ),
    Initializer(
        name="keras_default",
        title="Keras's defaults",
        law=GLOROT_UNIFORM,
        roles=(
            Role("bias", Constant(0.0), "biases"),
            Role("embedding", Between(-0.05, 0.05), EMBEDDING),
            Role("forget_bias", Constant(1.0), "the forget gate's bias of an LSTM"),
        ),
        keeps="Glorot's compromise between signal and gradient",
        use="knowing what an untouched Keras model starts with",
        avoid="deep ReLU networks: each layer halves the signal's mean square",
        note="Recurrent weights of RNN, LSTM and GRU start orthogonal. Depthwise and transposed "
        "convolutions get the fans of their shape, swapped.",
        source="implementation: keras/src/layers/core/dense.py, embedding.py, "
        "convolutional/base_conv.py, rnn/lstm.py; measured",
        frameworks=("keras.layers.Dense", "keras.layers.Conv2D"),
    ),
    Initializer(
        name="flax_default",
        title="Flax's defaults",
        law=VarianceScaling(1.0, "inputs", "truncated"),
        roles=(
            Role("bias", Constant(0.0), "biases"),
            Role("embedding", VarianceScaling(1.0, "outputs"), EMBEDDING),
        ),
        keeps="the mean square of linear layers' outputs",
        use="knowing what an untouched Flax model starts with",
        avoid="deep ReLU networks: each layer halves the signal's mean square",
        note="An embedding's entry has length 1, not elements of variance 1. Recurrent weights "
        "start orthogonal.",
        source="implementation: flax/linen/linear.py, recurrent.py; measured",
        frameworks=("flax.linen.Dense", "flax.linen.Conv"),
    ),
    Initializer(
        name="resnet",
        title="torchvision's ResNet",
        law=VarianceScaling(2.0, "outputs"),
        roles=(Role("head", THIRD, "the classifier, left at PyTorch's default"),),
        keeps="the mean square of gradients on their way back through convolutions",
        use="convolutional networks with batch normalization; Caffe2's MSRA fill is the same",
        avoid="grouped convolutions by their tensor's shape: PyTorch's fan-out is the groups' "
        "number times too large",
        note="VGG, MobileNet and Detectron2's c2_msra_fill share it.",
        source="implementation: torchvision/models/resnet.py, vgg.py, mobilenetv2.py; "
        "He et al. 2015, arXiv:1502.01852, section 2.2, backward case",
    ),
    Initializer(
        name="efficientnet",
        title="EfficientNet",
        law=VarianceScaling(2.0, "outputs"),
        roles=(
            Role(
                "head",
                VarianceScaling(1 / 3, "outputs", "uniform"),
                "the classifier: U(±1/√n_out)",
            ),
        ),
        keeps="the mean square of gradients on their way back through convolutions",
        use="EfficientNet and its kin",
        avoid="heads of few classes: 1/√n_out is large there",
        note="In a grouped convolution timm takes the fan of a group, torchvision of the whole.",
        source="Tan and Le 2019, arXiv:1905.11946; implementation: "
        "torchvision/models/efficientnet.py; timm/models/_efficientnet_builder.py",
    ),
    Initializer(
        name="dcgan",
        title="DCGAN",
        law=Spread(0.02),
        roles=(
            Role("norm_scale", Around(1.0, 0.02), "the scales of batch normalization"),
            Role("bias", Constant(0.0), "shifts of batch normalization"),
        ),
        keeps="nothing by rule: normalization takes care of the scale",
        use="GANs of convolutions with batch normalization",
        avoid="networks without normalization",
        source="Radford, Metz and Chintala 2016, arXiv:1511.06434; implementation: "
        "pytorch/examples, dcgan/main.py, weights_init",
    ),
)
