"""Starts of recurrent layers, whose weights and biases are packed gate by gate.

Give packed weights the fans of one gate (`fans.packed`): each gate is then drawn by itself.
"""

from initlab.initializers.gate_laws import Chrono, GateBias, HiddenUniform
from initlab.initializers.laws import Constant, Spread, VarianceScaling
from initlab.initializers.record import Initializer, Role
from initlab.initializers.structured_laws import Identity, Orthogonal

GLOROT = VarianceScaling(1.0, "average", "uniform")
INPUT = "the weights from the layer's input, W_ih"
RECURRENT = "the weights from the state before, W_hh"
BIAS = "the bias, or the one of PyTorch's two that goes with the input, b_ih"
RECURRENT_BIAS = "PyTorch's second bias, b_hh, which is added to the first"
GATE_BY_GATE = (
    "Each gate's recurrent matrix is orthogonal by itself. Keras and torch.nn.init.orthogonal_ "
    "take the packed matrix as one, which leaves each gate shorter by √gates."
)
TWO_BIASES = (
    "PyTorch adds two biases: the gates' values go into one and 0 into the other, "
    "or they count twice."
)


def _roles(bias: GateBias | Chrono | Constant) -> tuple[Role, ...]:
    return (
        Role("input", GLOROT, INPUT),
        Role("recurrent", Orthogonal(), RECURRENT),
        Role("bias", bias, BIAS),
        Role("recurrent_bias", Constant(0.0), RECURRENT_BIAS),
    )


ENTRIES = (
    Initializer(
        name="lstm",
        title="LSTM, forget bias 1",
        law=GLOROT,
        roles=_roles(GateBias()),
        keeps="the cell's state at first: a forget gate of σ(1) = 0.73 loses a quarter per step",
        use="LSTMs, where nothing is known of how long they must remember",
        avoid="other cells: gate 1 is the forget gate of an LSTM only",
        note=f"{TWO_BIASES} {GATE_BY_GATE}",
        source="Jozefowicz et al. 2015, An Empirical Exploration of Recurrent Network "
        "Architectures; implementation: keras-team/keras, "
        "keras/src/layers/rnn/lstm.py, unit_forget_bias",
    ),
    Initializer(
        name="gru",
        title="GRU",
        law=GLOROT,
        roles=_roles(Constant(0.0)),
        keeps="half of the state per step, σ(0), and the length of what the recurrence carries",
        use="GRUs with short memories",
        avoid="dependencies of more than tens of steps: use gru_chrono",
        note=GATE_BY_GATE,
        source="Saxe et al. 2013, arXiv:1312.6120; implementation: keras-team/keras, "
        "keras/src/layers/rnn/gru.py; pytorch/pytorch, torch/nn/init.py, orthogonal_",
    ),
    Initializer(
        name="lstm_chrono",
        title="LSTM, chrono",
        law=GLOROT,
        roles=_roles(Chrono()),
        keeps="the state for 2 to `longest` steps, each unit for a time of its own",
        use="LSTMs whose longest dependency is roughly known: set `longest` to it",
        avoid="short sequences: the input gates start nearly closed, so little gets in",
        note=f"{TWO_BIASES} Filling both, as published versions do, squares every span.",
        aliases=("chrono",),
        source="Tallec and Ollivier 2018, arXiv:1804.11188; implementation: "
        "0h-n0/chrono_initialization, chrono_initialization.py",
    ),
    Initializer(
        name="gru_chrono",
        title="GRU, chrono",
        law=GLOROT,
        roles=_roles(Chrono(gates=3, keeping=1, input=None)),
        keeps="the state for 2 to `longest` steps, each unit for a time of its own",
        use="GRUs whose longest dependency is roughly known: set `longest` to it",
        avoid="cells whose update gate is the share of what is new: there the sign is the other",
        note="PyTorch stacks reset, update, new. Keras stacks update first: keeping=0. "
        + TWO_BIASES,
        source="Tallec and Ollivier 2018, arXiv:1804.11188; "
        "PyTorch's h' = (1 − z) n + z h is in its documentation of torch.nn.GRU",
    ),
    Initializer(
        name="recurrent_uniform",
        title="uniform in the state's width",
        law=VarianceScaling(1 / 3, "outputs", "uniform"),
        roles=(
            Role("bias", HiddenUniform(), BIAS),
            Role("recurrent_bias", HiddenUniform(), RECURRENT_BIAS),
        ),
        keeps="nothing: the state's share of variance falls to a third per step in a linear RNN",
        use="comparing with PyTorch's recurrent layers as they come",
        avoid="long sequences, and layers whose input is much wider than their state",
        note="The bound is 1/√H whatever the number of inputs. H is `outputs` of one gate's fans: "
        "without the fans of packed weights it would be the number of rows. "
        "For the biases set gates to 3 (GRU) or 1 (RNN).",
        frameworks=("torch.nn.LSTM",),
        source="PyTorch documentation, torch.nn.LSTM; implementation: pytorch/pytorch, "
        "torch/nn/modules/rnn.py, RNNBase.reset_parameters",
    ),
    Initializer(
        name="irnn",
        title="IRNN",
        law=Spread(0.001),
        roles=(Role("recurrent", Identity(), RECURRENT),),
        keeps="the state, forever, while the input is 0 and the units are on",
        use="ReLU RNNs; recurrent.gain below 1 shortens the memory",
        avoid="tanh and gated cells; long sequences of large inputs, which only add up",
        note="The input's weights are N(0, 0.001²): they must be small, for nothing forgets.",
        source="Le et al. 2015, arXiv:1504.00941; implementation: keras-team/keras, "
        "examples/mnist_irnn.py",
    ),
)
