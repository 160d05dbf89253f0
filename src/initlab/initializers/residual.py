"""Starts for residual networks: branches that begin small, or shut.

Roles: `branch`, a weight inside a residual branch; `last`, the last weight of one; `gate`, a
learned factor of a branch's output; `last_norm`, the scale of the normalization that ends a
branch; `head`, the classifier.
"""

from initlab.initializers.depth import BranchScaled, DepthScaled
from initlab.initializers.laws import Constant, Spread, VarianceScaling
from initlab.initializers.record import Initializer, Role

HE = VarianceScaling(2.0, "inputs")

ENTRIES = (
    Initializer(
        name="fixup",
        title="Fixup",
        law=HE,
        roles=(
            Role(
                "branch",
                BranchScaled(branches=8, weights_per_branch=2),
                "weights inside a residual branch, but for the last",
            ),
            Role("last", Constant(0.0), "the last weight of each residual branch"),
            Role("gate", Constant(1.0), "the scalar multiplier of each branch"),
            Role("bias", Constant(0.0), "the scalar biases before each layer and activation"),
            Role("head", Constant(0.0), "the classifier"),
        ),
        keeps="the size of a step's change to the network's function, whatever the depth",
        use="residual networks without normalization",
        avoid="networks without the scalar biases and multipliers it comes with; plain networks, "
        "where a last layer of zeros lets nothing through",
        note="`branches` counts residual branches, `weights_per_branch` the weights in one: "
        "2 gives branches^−1/2, 3 (a bottleneck) branches^−1/4. The authors' code divides by "
        "n_out, the paper leaves He's fan open.",
        source="Zhang, Dauphin and Ma 2019, arXiv:1901.09321; implementation: "
        "hongyi-zhang/Fixup, cifar/models/fixup_resnet_cifar.py",
    ),
    Initializer(
        name="skip_init",
        title="SkipInit",
        law=HE,
        roles=(Role("gate", Constant(0.0), "the scalar at the end of each residual branch"),),
        keeps="every block the identity at the start",
        use="residual networks without normalization",
        avoid="networks without such a scalar: zeros in its place belong to `fixup`",
        note="The branch itself keeps its usual weights; only the scalar starts at 0.",
        source="De and Smith 2020, arXiv:2002.10444; implementation: "
        "google-deepmind/deepmind-research, nfnets/nf_resnet.py, skip_gain",
    ),
    Initializer(
        name="re_zero",
        title="ReZero",
        law=HE,
        roles=(Role("gate", Constant(0.0), "the factor α of each residual branch"),),
        keeps="every layer the identity, and the input-output Jacobian at 1",
        use="deep residual networks and Transformers without warm-up",
        avoid="keeping the normalization layers: x + α F(x) stands in their place",
        note="One α per layer: attention and feed-forward of a Transformer's layer share it.",
        source="Bachlechner et al. 2020, arXiv:2003.04887; implementation: "
        "majumderb/rezero, rezero/transformer/rztx.py, resweight",
        aliases=("rezero",),
    ),
    Initializer(
        name="zero_gamma",
        title="zero γ",
        law=HE,
        roles=(
            Role("last_norm", Constant(0.0), "the scale γ of the last normalization of a branch"),
            Role("head", Spread(0.01), "the classifier"),
        ),
        keeps="every residual block the identity at the start",
        use="ResNets with batch normalization, above all with large batches",
        avoid="the norm of a shortcut or of the stem: with γ = 0 there nothing passes",
        note="torchvision does it only with zero_init_residual=True.",
        source="Goyal et al. 2017, arXiv:1706.02677, section 5.1; implementation: "
        "torchvision/models/resnet.py, zero_init_residual",
    ),
    Initializer(
        name="layer_scale",
        title="LayerScale",
        law=Spread(0.02),
        roles=(Role("gate", Constant(1e-4), "the vector that multiplies a branch's channels"),),
        keeps="every block near the identity, and each channel's share of the branch learnable",
        use="deep vision Transformers",
        avoid="one value for every depth: CaiT takes 1e-5 at 24 layers and 1e-6 at 36",
        note="`value` is the start of the vector, one element per channel.",
        source="Touvron et al. 2021, arXiv:2103.17239; implementation: "
        "timm/models/cait.py, init_values",
    ),
    Initializer(
        name="root_depth",
        title="1/√L branches",
        law=HE,
        roles=(
            Role(
                "last",
                DepthScaled(scale=2.0, fan="inputs", layers=12),
                "the last weight of each residual branch",
            ),
        ),
        keeps="the variance of the residual stream bounded in depth, and more than the identity",
        use="residual networks without normalization, of any depth",
        avoid="dividing twice, in the weight and in the forward pass",
        note="`layers` counts residual branches. The paper divides the branch's output; at the "
        "start a last weight divided is the same, under training it is not.",
        source="Marion et al. 2025, JMLR 26, arXiv:2206.06929, α_L = 1 / √L",
    ),
)
