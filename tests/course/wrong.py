"""Wrong submissions: right ones, written in two ways, each with one fault.

A fault is what replaces a piece of the program, the check that it must fail and words that the hint
must hold: they name the fault to the student.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LOOP = """
import numpy as np

def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters

def initialize_parameters_random(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * RANDOM
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters

def initialize_parameters_he(layers_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layers_dims)):
        inputs, outputs = layers_dims[l - 1], layers_dims[l]
        parameters["W" + str(l)] = np.random.randn(outputs, inputs) * HE
        parameters["b" + str(l)] = np.zeros((outputs, 1))
    return parameters
"""
GENERATOR = """
import numpy as np

def start(layers_dims, std):
    rng = np.random.default_rng()
    parameters = {}
    for l, (inputs, outputs) in enumerate(zip(layers_dims, layers_dims[1:]), 1):
        scale = std(inputs, outputs, layers_dims, l)
        parameters[f"W{l}"] = rng.normal(0, 1, (outputs, inputs)) * scale
        parameters[f"b{l}"] = np.zeros((outputs, 1))
    return parameters

def initialize_parameters_zeros(layers_dims):
    return start(layers_dims, lambda inputs, outputs, layers_dims, l: 0)

def initialize_parameters_random(layers_dims):
    return start(layers_dims, lambda inputs, outputs, layers_dims, l: RANDOM)

def initialize_parameters_he(layers_dims):
    return start(layers_dims, lambda inputs, outputs, layers_dims, l: HE)
"""
RIGHT = {"HE": "np.sqrt(2 / inputs)", "RANDOM": "10"}

# What stands in the place of the standard deviation, and words of the hint.
SCALES = {
    "HE": {
        "np.sqrt(2 / outputs)": "fan_out for fan_in",
        "2 / inputs": "root is missing",
        "(2 / inputs) ** 0.25": "taken twice",
        "np.sqrt(2) / inputs": "numerator only",
        "2 / np.sqrt(inputs)": "denominator only",
        "np.sqrt(inputs / 2)": "upside down",
        "np.sqrt(2 * inputs)": "Multiplied by the fan",
        "np.sqrt(1 / inputs)": "√1 for √2",
        "1 / inputs ** 0.5": "√1 for √2",
        "np.sqrt(6 / inputs)": "uniform distribution",
        "np.sqrt(2 / (inputs + outputs))": "Glorot",
        "np.sqrt(2 / ((inputs + outputs) / 2))": "average of the fans",
        "np.sqrt(6 / (inputs + outputs))": "uniform distribution",
        "np.sqrt(1 / (inputs + outputs))": "numerator is 2",
        "np.sqrt(2 / (inputs * outputs))": "multiplied",
        "10 * np.sqrt(2 / inputs)": "10 times too large",
        "0.01 * np.sqrt(2 / inputs)": "100 times too small",
        "np.sqrt(2 / inputs) * 0.1": "10 times too small",
        "10": "factor 10",
        "0.01": "factor 0.01",
        "0.1": "factor 0.1",
        "1": "not scaled",
        "0": "All weights are 0",
        "np.sqrt(2 // inputs)": "division of whole numbers",
        "np.sqrt(2 / layers_dims[0])": "first layer",
        "np.sqrt(2 / layers_dims[-1])": "last layer",
        "np.sqrt(2 / len(layers_dims))": "number of layers",
        "np.sqrt(2 / (len(layers_dims) - 1))": "number of layers",
        "np.sqrt(2 / layers_dims[l - 2])": "two layers back",
        "np.sqrt(2 / sum(layers_dims))": "sum of all",
        "np.sqrt(4 / inputs)": "the numerator is 4",
        "2 * np.sqrt(2 / inputs)": "multiplied by 2",
        "1.2 * np.sqrt(2 / inputs)": "1.2 times",
        "np.sqrt(2 / inputs) / l": "layer to layer",
        "np.sqrt(2 / l)": "layer to layer",
    },
    "RANDOM": {
        "1": "factor 10 is missing",
        "0.01": "factor 0.01",
        "100": "twice",
        "np.sqrt(10)": "root of 10",
        "0.1": "Divided by 10",
        "np.sqrt(2 / inputs)": "He's law",
        "np.sqrt(1 / inputs)": "LeCun's and Xavier's",
        "np.sqrt(2 / (inputs + outputs))": "Glorot",
        "5": "Half",
        "20": "Twice",
        "0": "All weights are 0",
        "11": "1.1 times",
    },
}
RANDN = "np.random.randn(outputs, inputs)"
RANDOM_WEIGHT = f"{RANDN} * RANDOM"
HE_WEIGHT = f"{RANDN} * HE"
ZERO_WEIGHT = "np.zeros((layers_dims[l], layers_dims[l - 1]))"
ZERO_BIAS = "np.zeros((layers_dims[l], 1))"
IN_HE = "def initialize_parameters_he"

# name: (what, what replaces it, check, words). `IN_HE` before a piece means its last occurrence.
PIECES = {
    "rand": (HE_WEIGHT, "np.random.rand(outputs, inputs) * HE", "he_law", "draws from 0 to 1"),
    "abs": (HE_WEIGHT, f"np.abs({RANDN}) * HE", "he_law", "absolute value"),
    "uniform": (
        HE_WEIGHT,
        "np.random.uniform(-1, 1, (outputs, inputs)) * np.sqrt(6 / inputs)",
        "he_law",
        "uniform",
    ),
    "random ints": (
        RANDOM_WEIGHT,
        "np.random.randint(-17, 18, (outputs, inputs)) * 1.0",
        "random_law",
        "Weights repeat",
    ),
    "clipped": (HE_WEIGHT, f"np.clip({RANDN}, -1, 1) * HE", "he_law", "cut off"),
    "rounded": (RANDOM_WEIGHT, f"np.round({RANDN} * RANDOM)", "random_law", "rounding"),
    "relu": (HE_WEIGHT, f"np.maximum(0, {RANDN}) * HE", "he_law", "cut off"),
    "laplace": (
        HE_WEIGHT,
        "np.random.laplace(0, np.sqrt(1 / inputs), (outputs, inputs))",
        "he_law",
        "another kind",
    ),
    "shifted": (RANDOM_WEIGHT, f"{RANDN} * RANDOM + 1", "random_law", "shifted"),
    "one row": (
        HE_WEIGHT,
        "np.random.randn(1, inputs) * HE + np.zeros((outputs, 1))",
        "he_law",
        "row",
    ),
    "one column": (
        HE_WEIGHT,
        "np.random.randn(outputs, 1) * HE + np.zeros((1, inputs))",
        "he_law",
        "column",
    ),
    "one number": (
        RANDOM_WEIGHT,
        "np.random.randn() * 10 + np.zeros((outputs, inputs))",
        "random_law",
        "constant",
    ),
    "constant": (HE_WEIGHT, "np.ones((outputs, inputs)) * HE", "he_law", "not a constant"),
    "zeros for random": (
        RANDOM_WEIGHT,
        "np.zeros((outputs, inputs))",
        "random_law",
        "All weights are 0",
    ),
    "seed in loop": (
        HE_WEIGHT,
        f"(np.random.seed(3), {RANDN})[1] * HE",
        "he_law",
        "inside the loop",
    ),
    "swapped": (HE_WEIGHT, "np.random.randn(inputs, outputs) * HE", "he_shapes", "swapped"),
    "square": (HE_WEIGHT, "np.random.randn(outputs, outputs) * HE", "he_shapes", "previous one's"),
    "flat": (HE_WEIGHT, "np.random.randn(outputs * inputs) * HE", "he_shapes", "two axes"),
    "number": (HE_WEIGHT, "float( HE)", "he_shapes", "NumPy array"),
    "list": (ZERO_WEIGHT, ZERO_WEIGHT + ".tolist()", "zeros_shapes", "NumPy array"),
    "float32": (HE_WEIGHT, f"({HE_WEIGHT}).astype(np.float32)", "he_numbers", "astype"),
    "float16": (RANDOM_WEIGHT, f"({RANDOM_WEIGHT}).astype('float16')", "random_numbers", "astype"),
    "ints": (ZERO_WEIGHT, ZERO_WEIGHT[:-1] + ", dtype=int)", "zeros_numbers", "dtype=int"),
    "truncated ints": (
        RANDOM_WEIGHT,
        f"({RANDOM_WEIGHT}).astype(int)",
        "random_numbers",
        "dtype=int",
    ),
    "nan": (HE_WEIGHT, f"{RANDN} * np.sqrt(-2 / inputs)", "he_numbers", "negative number"),
    "inf": (HE_WEIGHT, f"{RANDN} * np.sqrt(np.float64(2) / 0)", "he_numbers", "division by zero"),
    "ones": (ZERO_WEIGHT, ZERO_WEIGHT.replace("zeros", "ones"), "zeros_weights", "not zero"),
    "tiny": (ZERO_WEIGHT, ZERO_WEIGHT + " + 1e-9", "zeros_weights", "not zero"),
    "small random": (
        ZERO_WEIGHT,
        "np.random.randn(layers_dims[l], layers_dims[l - 1]) * 0.01",
        "zeros_weights",
        "random",
    ),
    "bias random": (
        ZERO_BIAS,
        "np.random.randn(layers_dims[l], 1)",
        "zeros_biases",
        "biases are random",
    ),
    "bias one": (ZERO_BIAS, "np.ones((layers_dims[l], 1))", "zeros_biases", "one constant"),
    "bias of inputs": (
        ZERO_BIAS,
        "np.zeros((layers_dims[l - 1], 1))",
        "zeros_shapes",
        "one row for each",
    ),
    "bias row": (ZERO_BIAS, "np.zeros((1, layers_dims[l]))", "zeros_shapes", "row"),
    "bias flat": (ZERO_BIAS, "np.zeros(layers_dims[l])", "zeros_shapes", "one axis"),
    "bias number": (ZERO_BIAS, "0.0", "zeros_shapes", "NumPy array"),
    "bias without brackets": (ZERO_BIAS, "np.zeros(layers_dims[l], 1)", "zeros_keys", "brackets"),
    "zeros without brackets": (
        ZERO_WEIGHT,
        "np.zeros(layers_dims[l], layers_dims[l - 1])",
        "zeros_keys",
        "brackets",
    ),
    "typo": (ZERO_BIAS, "np.zeros((layer_dims[l], 1))", "zeros_keys", "mistyped"),
    "too far": (
        "range(1, len(layers_dims))",
        "range(1, len(layers_dims) + 1)",
        "zeros_keys",
        "one layer",
    ),
    "too short": (
        "range(1, len(layers_dims))",
        "range(1, len(layers_dims) - 1)",
        "zeros_keys",
        "last layer",
    ),
    "from zero": (
        "range(1, len(layers_dims))",
        "range(len(layers_dims))",
        "zeros_keys",
        "one layer",
    ),
    "from two": (
        "range(1, len(layers_dims))",
        "range(2, len(layers_dims))",
        "zeros_keys",
        "starts at 1",
    ),
    "no biases": (
        'parameters["b" + str(l)] = ' + ZERO_BIAS,
        "pass",
        "zeros_keys",
        "biases are missing",
    ),
    "small w": ('"W" + str(l)', '"w" + str(l)', "zeros_keys", "capital W"),
    "capital B": ('"b" + str(l)', '"B" + str(l)', "zeros_keys", "biases are missing"),
    "same key": ('"W" + str(l)', '"W"', "zeros_keys", "weights are missing"),
    "no return": ("    return parameters\n", "", "zeros_keys", "return parameters"),
    "return in loop": (
        "    return parameters\n",
        "        return parameters\n",
        "zeros_keys",
        "inside the loop",
    ),
    "returns a list": (
        "    return parameters\n",
        "    return list(parameters.values())\n",
        "zeros_keys",
        "dictionary",
    ),
    "returns two": (
        "return parameters\n",
        "return parameters, len(layers_dims)\n",
        "zeros_keys",
        "dictionary",
    ),
    "other name": (
        "initialize_parameters_zeros",
        "initialize_parameters_zero",
        "zeros_keys",
        "spelled",
    ),
    "argument": ("zeros(layers_dims)", "zeros(layers_dims, seed)", "zeros_keys", "arguments"),
    "popped": (
        "    return parameters\n",
        "    layers_dims.pop()\n    return parameters\n",
        "zeros_list",
        "copy",
    ),
    "appended": (
        "    parameters = {}\n",
        "    parameters = {}\n    layers_dims += [1]\n",
        "zeros_keys",
        "one layer",
    ),
    "assigned": (
        "    return parameters\n",
        "    layers_dims[0] = 0\n    return parameters\n",
        "zeros_list",
        "copy",
    ),
    "one array": (
        "    parameters = {}\n",
        "    parameters = {}\n    b = np.zeros((999, 1))\n",
        "zeros_memory",
        "same array",
    ),
}


@dataclass(frozen=True)
class Wrong:
    name: str
    source: str
    check: str
    words: str


def filled(source: str, **changed: str) -> str:
    for word, right in RIGHT.items():
        source = source.replace(f" {word}", f" ({changed.get(word, right)})")
    return source


def all_wrong() -> Iterator[Wrong]:
    for word, scales in SCALES.items():
        for scale, hint in scales.items():
            for way, source in (("loop", LOOP), ("generator", GENERATOR)):
                name = f"{word} {scale} ({way})"
                yield Wrong(name, filled(source, **{word: scale}), f"{word.lower()}_law", hint)
    for name, (old, new, check, words) in PIECES.items():
        assert old in LOOP, name
        source = LOOP.replace(old, new, 1)
        if name == "one array":
            source = source.replace(ZERO_BIAS, "b[: layers_dims[l]]", 1)
        yield Wrong(name, filled(source), check, words)
