"""Starts that give the whole matrix a structure: isometries, identities, few connections."""

from initlab.initializers.record import Initializer
from initlab.initializers.structured_laws import (
    ConvolutionOrthogonal,
    DeltaOrthogonal,
    Identity,
    Orthogonal,
    Sparse,
    SparseShare,
    Zero,
)

EVEN_KERNELS = (
    "The centre of an even kernel is tap (k − 1) // 2, which padding 'same' leaves in place; "
    "torch.nn.init.dirac_ takes k // 2 there, one step beside it."
)

ENTRIES = (
    Initializer(
        name="orthogonal",
        title="orthogonal",
        law=Orthogonal(),
        keeps="lengths and angles of whatever fits, so deep linear networks at every depth",
        use="deep dense networks, and the recurrent weights of RNNs",
        avoid="convolutions that must be isometries: the flattened kernel is orthogonal, the "
        "operator is not; use delta_orthogonal",
        note="`gain` is √2 before ReLU, whose output then keeps its mean square; LAPACK has no "
        "half precision, so frameworks refuse it: here the matrix is rounded once.",
        aliases=("saxe",),
        frameworks=(
            "torch.nn.init.orthogonal_",
            "jax.nn.initializers.orthogonal",
            "keras.initializers.Orthogonal",
        ),
        source="Saxe et al. 2013, arXiv:1312.6120; implementation: pytorch/pytorch, "
        "torch/nn/init.py, orthogonal_; jax-ml/jax, jax/_src/nn/initializers.py, orthogonal",
    ),
    Initializer(
        name="delta_orthogonal",
        title="delta-orthogonal",
        law=DeltaOrthogonal(),
        keeps="the length of every image on a periodic grid, exactly",
        use="very deep convolutional networks without normalization or shortcuts",
        avoid="layers with more inputs than outputs, where no convolution keeps all lengths",
        note="It starts blind to neighbours: each output pixel sees one input pixel. "
        "A stride drops pixels, and with them the isometry. " + EVEN_KERNELS,
        frameworks=("jax.nn.initializers.delta_orthogonal",),
        source="Xiao et al. 2018, arXiv:1806.05393; implementation: jax-ml/jax, "
        "jax/_src/nn/initializers.py, delta_orthogonal; tensorflow/tensorflow, "
        "python/ops/init_ops.py, ConvolutionDeltaOrthogonal",
    ),
    Initializer(
        name="convolution_orthogonal",
        title="orthogonal convolution",
        law=ConvolutionOrthogonal(),
        keeps="the length of every image on a periodic grid, exactly",
        use="deep convolutional networks that should look at neighbours from the start",
        avoid="layers with more inputs than outputs, and wide ones in a hurry: each step "
        "multiplies matrices of n_out × n_out at every tap",
        note="With zero padding instead of a periodic grid the border loses length.",
        source="Xiao et al. 2018, arXiv:1806.05393, algorithm 1; implementation: "
        "tensorflow/tensorflow, python/ops/init_ops.py, ConvolutionOrthogonal2D",
    ),
    Initializer(
        name="identity",
        title="identity",
        law=Identity(),
        keeps="everything, as far as the width allows: W x = gain · x",
        use="inserted layers that must change nothing at first, and recurrent weights of ReLU RNNs",
        avoid="layers that grow: the added units start at 0, all alike",
        note="A kernel gets the identity at its centre tap (a Dirac), each group its own. "
        + EVEN_KERNELS,
        aliases=("eye", "dirac"),
        frameworks=(
            "torch.nn.init.eye_",
            "torch.nn.init.dirac_",
            "keras.initializers.Identity",
        ),
        source="Le et al. 2015, arXiv:1504.00941; implementation: pytorch/pytorch, "
        "torch/nn/init.py, eye_ and dirac_; keras-team/keras, "
        "keras/src/initializers/constant_initializers.py, Identity",
    ),
    Initializer(
        name="zero_init",
        title="ZerO",
        law=Zero(),
        keeps="lengths where the width grows to a power of 2; where it shrinks, the first features",
        use="residual networks that should start the same in every run",
        avoid="layers that narrow without a shortcut: the inputs beyond n_out are lost at first",
        note="Deterministic: a seed changes nothing. The paper sets the last layer of a branch and "
        "the classifier to 0 ('zeros'). Its text scales by 2^(−(m−1)/2), its code by 2^(−m/2), "
        "which keeps lengths and is used here: m is ⌈log₂ n_out⌉.",
        aliases=("zero_hadamard",),
        source="Zhao et al. 2021, arXiv:2110.12661, algorithm 1; implementation: "
        "jiaweizzhao/ZerO-initialization, example_mnist.ipynb",
    ),
    Initializer(
        name="sparse",
        title="sparse",
        law=Sparse(),
        keeps="the number of a unit's inputs, so its input's size does not depend on the width",
        use="tanh and sigmoid networks trained by second-order methods",
        avoid="layers whose every input matters at once: most are unseen by most units",
        note="Made for sigmoids; for tanh multiply scale by 0.25 and set biases to 0.5. Counted by "
        "unit: torch.nn.init.sparse_ counts the zeros of each input instead, so "
        "there a unit may get many weights or none, and its permutations ignore `generator`.",
        aliases=("martens",),
        source="Martens 2010, Deep learning via Hessian-free optimization; Sutskever et al. 2013, "
        "On the importance of initialization and momentum in deep learning; implementation: "
        "lisa-lab/pylearn2, pylearn2/models/mlp.py, sparse_init",
    ),
    Initializer(
        name="sparse_share",
        title="sparse, a share of zeros",
        law=SparseShare(),
        keeps="the same share of live inputs in each unit",
        use="layers of different widths that should be equally sparse",
        avoid="deep networks as it stands: std = 0.01 is small for any but very wide layers",
        note="Counted by unit; torch.nn.init.sparse_ has the same fields and counts by input.",
        source="Martens 2010, Deep learning via Hessian-free optimization; "
        "implementation: pytorch/pytorch, torch/nn/init.py, sparse_",
    ),
)
