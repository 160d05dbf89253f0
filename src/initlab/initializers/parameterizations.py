"""Parameterizations: starts that belong to a rule of how scales and rates change with width.

An initializer is only half of each. The other half, multipliers in the forward pass and learning
rates per tensor, stands in the note.
"""

from initlab.initializers.laws import Constant, Spread, VarianceScaling
from initlab.initializers.record import Initializer, Role
from initlab.initializers.width import Spectral, WidthScaled

MU_P_ROLES = (
    Role("embedding", Spread(0.02), "weights that read a fixed number of inputs; biases too"),
    Role("head", Spread(0.02), "the readout, from the width to a fixed number of outputs"),
    Role("query", Constant(0.0), "the query projection: logits vanish with width otherwise"),
)

ENTRIES = (
    Initializer(
        name="standard_parameterization",
        title="standard parameterization",
        law=VarianceScaling(1.0, "inputs"),
        keeps="the variance of every layer's outputs at the start, but not after a step",
        use="comparing with μP: the same scales where the width is μP's base",
        avoid="carrying a learning rate from one width to another",
        note="No multipliers, one learning rate. With Adam the outputs change more, per step, "
        "the wider the layer.",
        source="Yang et al. 2022, arXiv:2203.03466; implementation: microsoft/mup, README.md",
        aliases=("sp",),
    ),
    Initializer(
        name="mu_p",
        title="μP",
        law=WidthScaled(scale=0.02, base=256),
        roles=MU_P_ROLES,
        keeps="the size of activations and of their change per step, at every width",
        use="carrying hyperparameters from a narrow model to a wide one",
        avoid="the start alone: without the multipliers and rates it is only a smaller spread",
        note="With m = width / base: divide the readout's outputs by m, Adam's learning rate of "
        "hidden weights by m, attention logits by d_head instead of √d_head.",
        source="Yang et al. 2022, arXiv:2203.03466; implementation: microsoft/mup, mup/init.py, "
        "mup/layer.py; EleutherAI/nanoGPT-mup, model.py",
        aliases=("mup",),
    ),
    Initializer(
        name="complete_p",
        title="CompleteP",
        law=WidthScaled(scale=0.02, base=256),
        roles=MU_P_ROLES[:2],
        keeps="the size of activations and of their change per step, at every width and depth",
        use="carrying hyperparameters to wider and deeper models",
        avoid="GPT-2's 1 / √(2 L) on top: the depth is in the forward pass already",
        note="The start is μP's. Depth enters as x + m_L^−α F(x), α = 1, m_L = depth / base depth, "
        "and in Adam's learning rate, times m_L^(α − 1).",
        source="Dey et al. 2025, arXiv:2505.01618; implementation: EleutherAI/nanoGPT-mup, "
        "model.py, depth_alpha_exp",
    ),
    Initializer(
        name="u_mu_p",
        title="u-μP",
        law=Spread(1.0),
        keeps="values, weights and gradients of about unit size, as low precision wants them",
        use="models built of operations that scale themselves",
        avoid="ordinary layers, whose outputs grow by √n_in each",
        note="A linear operation divides by √n_in in its forward pass, a readout by n_in; the "
        "rates are μP's.",
        source="Blake et al. 2024, arXiv:2407.17465; implementation: "
        "graphcore-research/unit-scaling, unit_scaling/_modules.py",
    ),
    Initializer(
        name="spectral",
        title="spectral parameterization",
        law=Spectral(scale=1.0),
        keeps="the spectral norm at √(n_out / n_in), so that features neither vanish nor explode",
        use="feature learning at any width, layer by layer, with no base model",
        avoid="expecting outputs of variance 1 where n_out < n_in: they start smaller, and grow",
        note="Updates are to have that norm, too: with Adam, a rate in proportion to 1 / n_in.",
        source="Yang, Simon and Bernstein 2023, arXiv:2310.17813, parametrization 1; "
        "implementation: huggingface/nanotron, scaling/parametrization.py",
    ),
    Initializer(
        name="ntk",
        title="NTK parameterization",
        law=Spread(1.0),
        roles=(Role("bias", Spread(1.0), "biases, times β in the forward pass"),),
        keeps="a kernel that stands still in the limit of infinite width",
        use="experiments on the limit of infinite width",
        avoid="ordinary layers, whose outputs grow by √n_in each; learning of features",
        note="The forward pass is (1 / √n_in) W x + β b: leave that out and it is `normal`.",
        source="Jacot, Gabriel and Hongler 2018, arXiv:1806.07572; implementation: "
        "google/neural-tangents, stax.Dense, parameterization='ntk'",
    ),
    Initializer(
        name="equalized",
        title="equalized learning rate",
        law=Spread(1.0),
        keeps="the same speed of learning in every layer under Adam",
        use="GANs after ProGAN and StyleGAN",
        avoid="ordinary layers, whose outputs grow by √n_in each",
        note="The forward pass multiplies by He's constant, √(2 / n_in): at the start it is `he`, "
        "under training it is not.",
        source="Karras et al. 2018, arXiv:1710.10196; implementation: "
        "tkarras/progressive_growing_of_gans, networks.py, get_weight, use_wscale",
    ),
)
