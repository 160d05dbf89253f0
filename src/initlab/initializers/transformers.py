"""Starts for Transformers: by role of the projection, by depth, by place.

Roles: `query`, `key`, `value`, `attention_output`, `feed_forward_in`, `feed_forward_out`,
`embedding`, `position`, `head`, and a few that one scheme alone has. `mimetic.py` has the scheme
that draws projections in pairs.
"""

from initlab.initializers.depth import (
    DepthScaled,
    DepthSpread,
    EncoderScaled,
    LayerScaled,
    LayerSpread,
    LogDepthScaled,
    LogEncoderScaled,
)
from initlab.initializers.laws import Constant, Law, Spread, VarianceScaling
from initlab.initializers.ranges import Cut
from initlab.initializers.record import Initializer, Role

GLOROT = VarianceScaling(1.0, "average")
GLOROT_UNIFORM = VarianceScaling(1.0, "average", "uniform")
VALUE = "the value projection"
ATTENTION_OUTPUT = "the projection that ends attention"
FEED_FORWARD_IN = "the first weight of a feed-forward block, a gate's too"
FEED_FORWARD_OUT = "the last weight of a feed-forward block"
EMBEDDING = "the token embedding"
POSITION = "learned positions"


def _four(law: Law) -> tuple[Role, ...]:
    """The four projections that carry a branch's size; query and key only steer it."""
    return (
        Role("value", law, VALUE),
        Role("attention_output", law, ATTENTION_OUTPUT),
        Role("feed_forward_in", law, FEED_FORWARD_IN),
        Role("feed_forward_out", law, FEED_FORWARD_OUT),
    )


def _ends(attention: Law, feed_forward: Law) -> tuple[Role, ...]:
    """The two projections that write into the residual stream."""
    return (
        Role("attention_output", attention, ATTENTION_OUTPUT),
        Role("feed_forward_out", feed_forward, FEED_FORWARD_OUT),
    )


T_FIXUP = (
    "Huang et al. 2020, ICML, Improving Transformer optimization through better initialization; "
    "implementation: layer6ai-labs/T-Fixup, fairseq/modules/transformer_layer.py"
)
T_FIXUP_EMBEDDING = Role(
    "embedding",
    DepthScaled(fan="outputs", layers=6, per_layer=9, power=-0.25),
    EMBEDDING + ", of both sides",
)
DEEP_NORM = (
    "Wang et al. 2022, arXiv:2203.00555; implementation: microsoft/torchscale, "
    "torchscale/architecture/"
)
SUB_LN = (
    "Wang et al. 2023, arXiv:2210.06423, whose authors' code is the formula's witness: "
    "microsoft/torchscale, torchscale/architecture/"
)
NO_NORM = "Transformers without layer normalization and without warm-up"
KEEPS_STEP = "the size of a step's change to the network's function, whatever the depth"

ENTRIES = (
    Initializer(
        name="t_fixup",
        title="T-Fixup, encoder",
        law=GLOROT,
        roles=(
            *_four(DepthScaled(layers=6, factor=0.67, power=-0.25)),
            T_FIXUP_EMBEDDING,
        ),
        keeps=KEEPS_STEP,
        use=NO_NORM + "; the encoder's layers",
        avoid="models that keep their layer normalization: it undoes the scales",
        note="`layers` is N, of the encoder. Query, key and all else are plain Glorot. The code "
        "multiplies value by √2 because fairseq's start for it is smaller by that; the paper "
        "starts from Glorot.",
        source=T_FIXUP,
    ),
    Initializer(
        name="t_fixup_decoder",
        title="T-Fixup, decoder",
        law=GLOROT,
        roles=(
            *_four(DepthScaled(layers=6, per_layer=9, power=-0.25)),
            T_FIXUP_EMBEDDING,
        ),
        keeps=KEEPS_STEP,
        use=NO_NORM + "; the decoder's layers, both attentions",
        avoid="models that keep their layer normalization: it undoes the scales",
        note="`layers` is N, of the decoder, whose layers have nine weights in three branches.",
        source=T_FIXUP,
    ),
    Initializer(
        name="deep_norm",
        title="DeepNorm",
        law=GLOROT,
        roles=_four(DepthScaled(layers=12, per_layer=8, power=-0.25)),
        keeps=KEEPS_STEP,
        use="deep post-norm Transformers of an encoder alone or a decoder alone",
        avoid="a residual x + F(x): the scheme needs LN(α x + F(x)) with α = (2 N)^¼",
        note="`layers` is N. β = (8 N)^−¼ multiplies four projections; query and key keep Glorot.",
        source=DEEP_NORM + "encoder.py",
    ),
    Initializer(
        name="deep_norm_encoder",
        title="DeepNorm, encoder of a pair",
        law=GLOROT,
        roles=_four(EncoderScaled(factor=0.87)),
        keeps=KEEPS_STEP,
        use="the encoder of a deep post-norm encoder-decoder",
        avoid="a residual x + F(x): the scheme needs LN(α x + F(x)) with α = 0.81 (N⁴ M)^1/16",
        note="The paper's β is 0.87 (N⁴ M)^−1/16, and xFormers has that. The authors' TorchScale "
        "divides by (N⁴ M)^1/16 / 1.15, so its factor is 1.15 = 1 / 0.87: a start 1.32 times as "
        "large (factor=1.15).",
        source="Wang et al. 2022, arXiv:2203.00555; implementation: facebookresearch/xformers, "
        "xformers/components/residual.py",
    ),
    Initializer(
        name="deep_norm_decoder",
        title="DeepNorm, decoder of a pair",
        law=GLOROT,
        roles=_four(DepthScaled(layers=6, per_layer=12, power=-0.25)),
        keeps=KEEPS_STEP,
        use="the decoder of a deep post-norm encoder-decoder, both attentions",
        avoid="a residual x + F(x): the scheme needs LN(α x + F(x)) with α = (3 M)^¼",
        note="`layers` is M, of the decoder; β = (12 M)^−¼.",
        source=DEEP_NORM + "decoder.py",
    ),
    Initializer(
        name="sub_ln",
        title="Sub-LN (Magneto)",
        law=GLOROT,
        roles=_four(LogDepthScaled(layers=12, per_layer=2)),
        keeps=KEEPS_STEP,
        use="Transformers with a second normalization inside each branch",
        avoid="plain pre-norm layers: the larger weights need the inner normalization",
        note="`layers` is N. The factor √log(2 N) is above 1 from two layers on.",
        source=SUB_LN + "encoder.py",
        aliases=("magneto",),
    ),
    Initializer(
        name="sub_ln_encoder",
        title="Sub-LN, encoder of a pair",
        law=GLOROT,
        roles=_four(LogEncoderScaled()),
        keeps=KEEPS_STEP,
        use="the encoder of an encoder-decoder with Sub-LN",
        avoid="plain pre-norm layers: the larger weights need the inner normalization",
        note="`layers` is N, of the encoder; `decoder_layers` is M.",
        source=SUB_LN + "encoder.py",
    ),
    Initializer(
        name="sub_ln_decoder",
        title="Sub-LN, decoder of a pair",
        law=GLOROT,
        roles=_four(LogDepthScaled(layers=6, per_layer=3)),
        keeps=KEEPS_STEP,
        use="the decoder of an encoder-decoder with Sub-LN",
        avoid="the attention to the encoder, which the code leaves at plain Glorot",
        note="`layers` is M, of the decoder.",
        source=SUB_LN + "decoder.py",
    ),
    Initializer(
        name="gpt_2",
        title="GPT-2",
        law=Spread(0.02),
        roles=(
            *_ends(DepthSpread(layers=12), DepthSpread(layers=12)),
            Role("embedding", Spread(0.02), EMBEDDING),
            Role("position", Spread(0.02), POSITION),
        ),
        keeps="the variance of the residual stream bounded, however many layers add to it",
        use="pre-norm language models",
        avoid="widths far from 2500, where 0.02 is 1 / √n_in",
        note="`layers` is L; each layer adds two branches, hence 2 L. Megatron's scaled start is "
        "the same. PyTorch has no truncation here.",
        source="Radford et al. 2019, Language models are unsupervised multitask learners, section "
        "2.3; implementation: EleutherAI/nanoGPT-mup, model.py; EleutherAI/gpt-neox, "
        "megatron/model/init_functions.py, scaled_init_method_normal",
        aliases=("megatron_scaled",),
    ),
    Initializer(
        name="small_init",
        title="small init",
        law=VarianceScaling(0.4, "inputs"),
        roles=(
            Role("feed_forward_out", VarianceScaling(0.4, "outputs"), FEED_FORWARD_OUT),
            Role("embedding", VarianceScaling(0.4, "outputs"), EMBEDDING),
        ),
        keeps="one spread throughout: what Glorot gives a feed-forward weight of d by 4 d",
        use="pre-norm Transformers",
        avoid="reading d as a layer's inputs: it is the model's width, of the last feed-forward "
        "weight too, whose inputs are 4 d",
        note="std = √(2 / (5 d)), the same for every weight of the model.",
        source="Nguyen and Salazar 2019, arXiv:1910.05895, section 2.2; implementation: "
        "EleutherAI/gpt-neox, megatron/model/init_functions.py",
    ),
    Initializer(
        name="gpt_neox",
        title="GPT-NeoX",
        law=VarianceScaling(0.4, "inputs"),
        roles=(
            *_ends(
                DepthScaled(scale=4.0, fan="outputs", layers=12, power=-1),
                DepthScaled(scale=4.0, fan="outputs", layers=12, power=-1),
            ),
            Role("embedding", VarianceScaling(0.4, "outputs"), EMBEDDING),
        ),
        keeps="the residual stream: its branches end at 2 / (L √d), all else is small init",
        use="pre-norm language models; the pair small_init and wang_init of GPT-NeoX",
        avoid="shallow models: with L = 1 the branches end at twice LeCun's deviation",
        note="`layers` is L; d is the model's width, which is n_out of both ends of branches.",
        source="implementation: EleutherAI/gpt-neox, megatron/model/init_functions.py, "
        "wang_init_method and small_init_init_method; NX-AI/xlstm has the same pair",
        aliases=("wang",),
    ),
    Initializer(
        name="mitchell",
        title="Mitchell (OLMo)",
        law=VarianceScaling(1.0, "inputs"),
        roles=(
            *_ends(
                LayerScaled(fan="inputs", distribution="normal", per_layer=2),
                LayerScaled(fan="inputs", distribution="normal", per_layer=2),
            ),
            Role("embedding", VarianceScaling(1.0, "outputs"), EMBEDDING),
        ),
        keeps="the variance of outputs at 1, and of later branches below what is in the stream",
        use="pre-norm language models",
        avoid="leaving `layer` at 1: it is each layer's place, from 1",
        note="The code cuts the normal at three deviations, which takes 1.3 % off the deviation; "
        "here it is not cut.",
        source="implementation: allenai/OLMo, olmo/initialization.py and the InitFnType.mitchell "
        "of its model.py",
    ),
    Initializer(
        name="torchtitan",
        title="depth-scaled (torchtitan)",
        law=Spread(0.02),
        roles=(
            *_ends(LayerSpread(), LayerSpread()),
            Role("embedding", Spread(1.0), EMBEDDING),
            Role("head", VarianceScaling(1.0, "inputs"), "the output projection"),
        ),
        keeps="the variance of the residual stream, which branch l adds 1 / (2 l) to",
        use="Llama-like language models",
        avoid="leaving `layer` at 1: it is each layer's place, from 1",
        note="The code's truncation at ±2 is in units of the weights, a hundred deviations away: "
        "nothing is cut. A gated block's w3 is scaled as well as w2.",
        source="implementation: pytorch/torchtitan, torchtitan/models/common/param_init.py; OLMo's "
        "mitchell has the same √(2 l)",
    ),
    Initializer(
        name="ds_init",
        title="DS-Init",
        law=LayerScaled(),
        keeps="the variance of post-norm layers' outputs, smaller the higher the layer",
        use="deep post-norm Transformers: every weight of layer l",
        avoid="leaving `layer` at 1: it is each layer's place, from 1",
        note="The paper divides the bounds by √l. The authors' code gives l^−½ to TensorFlow's "
        "variance scaling, which is a variance: there the bounds fall by l^¼ only (power=-0.25).",
        source="Zhang, Titov and Sennrich 2019, arXiv:1908.11365; implementation: bzhangGo/zero, "
        "models/transformer.py",
    ),
    Initializer(
        name="bert",
        title="BERT, cut at two deviations",
        law=Cut(0.02),
        roles=(
            Role("embedding", Cut(0.02), EMBEDDING),
            Role("position", Cut(0.02), POSITION),
        ),
        keeps="nothing by rule: 0.02 suits widths of about 2500",
        use="post-norm Transformers, as TensorFlow's BERT starts them",
        avoid="expecting the same of every framework: TensorFlow cuts at two deviations, so "
        "weights have 0.0176; PyTorch's trunc_normal_(std=.02) cuts at ±2, so they have 0.02",
        note="`parent` is the deviation before the cut. ConvNeXt, Swin and Hugging Face's BERT "
        "have an uncut 0.02: `normal:scale=0.02`.",
        source="Devlin et al. 2019, arXiv:1810.04805; implementation: google-research/bert, "
        "modeling.py, truncated_normal_initializer; timm/layers/weight_init.py, trunc_normal_tf_",
    ),
    Initializer(
        name="vit",
        title="ViT (JAX)",
        law=GLOROT_UNIFORM,
        roles=(
            Role("patch", VarianceScaling(1.0, "inputs", "truncated"), "the patch embedding"),
            Role("position", Spread(0.02), POSITION),
            Role("head", Constant(0.0), "the classifier"),
            Role("feed_forward_bias", Spread(1e-6), "the biases of feed-forward blocks"),
        ),
        keeps="outputs of 0 at the start, from a head of zeros; inside, Glorot's compromise",
        use="vision Transformers as first published",
        avoid="drawing packed query, key and value from the shape of the pack: it halves Var",
        source="Dosovitskiy et al. 2021, arXiv:2010.11929; implementation: "
        "timm/models/vision_transformer.py, init_weights_vit_jax; "
        "torchvision/models/vision_transformer.py",
    ),
    Initializer(
        name="dit",
        title="DiT, adaLN-Zero",
        law=GLOROT_UNIFORM,
        roles=(
            Role("gate", Constant(0.0), "the last layer of each adaptive normalization"),
            Role("head", Constant(0.0), "the last linear layer"),
            Role("embedding", Spread(0.02), "the embeddings of labels and time steps"),
        ),
        keeps="every block the identity, and an output of 0, at the start",
        use="diffusion Transformers with adaptive normalization",
        avoid="zeros in the modulation without a residual around it: nothing would pass",
        source="Peebles and Xie 2023, arXiv:2212.09748; implementation: facebookresearch/DiT, "
        "models.py, initialize_weights",
    ),
    Initializer(
        name="t5",
        title="T5",
        law=VarianceScaling(1.0, "inputs"),
        roles=(
            Role("query", VarianceScaling(1 / 64, "inputs"), "the query projection"),
            Role("embedding", Spread(1.0), EMBEDDING),
            Role("head", Spread(1.0), "the output projection, where it is not tied"),
        ),
        keeps="attention logits of about unit variance, with no division by √d_head anywhere",
        use="attention that leaves out the 1 / √d_head",
        avoid="attention that divides its logits: they would be divided twice",
        note="A query's scale is 1 / d_head: t5.query:scale=0.0078125 for heads of 128.",
        source="Raffel et al. 2020, arXiv:1910.10683; implementation: "
        "transformers/models/t5/modeling_t5.py, after mesh_tensorflow's attention",
    ),
    Initializer(
        name="switch",
        title="Switch Transformer",
        law=VarianceScaling(0.1, "inputs", "truncated"),
        keeps="stability: signals a third of the usual size",
        use="Transformers with many experts",
        avoid="networks without normalization: each layer divides the mean square by ten",
        note="The paper's deviation √(s / n) is of the normal before its cut at two deviations; "
        "here, as in frameworks' variance scaling, it is of the weights.",
        source="Fedus, Zoph and Shazeer 2022, arXiv:2101.03961, section 2.4",
    ),
    Initializer(
        name="fairseq_attention",
        title="fairseq's attention",
        law=VarianceScaling(0.5, "average", "uniform"),
        roles=(Role("attention_output", GLOROT_UNIFORM, ATTENTION_OUTPUT),),
        keeps="the start that a packed projection would have had",
        use="query, key and value that were one packed weight of 3 d by d",
        avoid="projections that never were packed, unless you want Var halved",
        note="Glorot of the pack's shape is 2 / (4 d); the gain 1 / √2 repeats that for separate "
        "weights. It is PyTorch's nn.MultiheadAttention, too.",
        source="implementation: facebookresearch/fairseq, fairseq/modules/multihead_attention.py; "
        "torch/nn/modules/activation.py, measured",
    ),
)
