"""What could be wrong with an initializer: one fault each, and the tests that should notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`right`, which stands once in `file` of src/initlab, becomes `wrong`."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


def _tests(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{file}.py::{name}" for name in names) or (f"tests/{file}.py",)


NUMBERS = _tests("initializers/test_catalogue", "test_the_standard_deviation_is_the_papers")
DRAWN = _tests("initializers/test_distributions", "test_what_is_drawn_has_the_papers_distribution")
FANS = _tests("initializers/test_fans")
ARRAYS = _tests("initializers/test_numpy_arrays")
ASSIGNED = _tests("initializers/test_assignment")
SCHEMES = _tests("initializers/test_schemes")
STRUCTURED = _tests("initializers/test_structured")
RECURRENT = _tests("initializers/test_recurrent")

SCALES = (
    Fault(
        "gain missing",
        "initializers/laws/law.py",
        "of_std(sqrt(self.scale / chosen(self.fan, fans))",
        "of_std(sqrt(1 / chosen(self.fan, fans))",
        NUMBERS,
    ),
    Fault(
        "variance for std",
        "initializers/laws/law.py",
        "of_std(sqrt(self.scale / chosen(self.fan, fans))",
        "of_std(self.scale / chosen(self.fan, fans)",
        NUMBERS,
    ),
    Fault(
        "std for variance",
        "initializers/laws/law.py",
        "of_std(self.scale / chosen(self.fan, fans)",
        "of_std(sqrt(self.scale / chosen(self.fan, fans))",
        NUMBERS,
    ),
    Fault(
        "√3 missing: the std taken for the bound",
        "initializers/laws/law.py",
        '"uniform": sqrt(3)',
        '"uniform": 1.0',
        NUMBERS,
    ),
    Fault(
        "no correction for truncation",
        "initializers/laws/law.py",
        '"truncated": 1 / TRUNCATED_STD',
        '"truncated": 1.0',
        NUMBERS,
    ),
    Fault(
        "truncation by clipping",
        "streams/fill.py",
        "KERNEL_UNITS.index(elements.unit)",
        'KERNEL_UNITS.index(elements.unit.replace("truncated", "normal"))',
        DRAWN,
    ),
    Fault(
        "off by 3 %",
        "streams/fill.py",
        "scale=parts[0].scale,",
        "scale=1.03 * parts[0].scale,",
        DRAWN,
    ),
    Fault(
        "off by −3 %",
        "streams/fill.py",
        "scale=parts[0].scale,",
        "scale=parts[0].scale / 1.03,",
        DRAWN,
    ),
    Fault(
        "centre ignored when filling",
        "streams/fill.py",
        "centres=[parts[k % each].centre for k in range(2)]",
        "centres=[0.0, 0.0]",
        DRAWN,
    ),
    Fault(
        "centre of a range ignored",
        "initializers/laws/ranges.py",
        "(self.high - self.low) / 2, (self.high + self.low) / 2)",
        "(self.high - self.low) / 2)",
        DRAWN,
    ),
    Fault(
        "width of a range for its half",
        "initializers/laws/ranges.py",
        "(self.high - self.low) / 2, (",
        "self.high - self.low, (",
        NUMBERS,
    ),
    Fault(
        "centre of scales ignored",
        "initializers/laws/ranges.py",
        'Elements("normal", self.scale, self.centre)',
        'Elements("normal", self.scale)',
        DRAWN,
    ),
    Fault(
        "value of a constant ignored",
        "initializers/laws/law.py",
        'Elements("constant", 0.0, float(self.value))',
        'Elements("constant", 0.0, 1.0)',
        DRAWN,
    ),
    Fault("leak ignored", "initializers/laws/gained.py", "2 / (1 + self.leak**2)", "2.0", NUMBERS),
    Fault(
        "backward gain for forward",
        "initializers/laws/gained.py",
        'gain = forward_gain if self.direction == "forward" else backward_gain',
        "gain = backward_gain",
        SCHEMES,
    ),
    Fault(
        "forward gain for backward",
        "initializers/laws/gained.py",
        'gain = forward_gain if self.direction == "forward" else backward_gain',
        "gain = forward_gain",
        SCHEMES,
    ),
    Fault(
        "value at 0 ignored by Kumar",
        "initializers/laws/gained.py",
        "slope**2 * (1 + float(value[0]) ** 2)",
        "slope**2",
        NUMBERS,
    ),
    Fault(
        "quadrature blind to kinks: ReLU's gain 1.4213",
        "activations/gains.py",
        "passed = float(mean_square(function, breaks=breaks(activation)))",
        "import numpy as np\n"
        "    z = np.linspace(-10.0, 10.0, 801)\n"
        "    density = np.exp(-z * z / 2) / sqrt(2 * np.pi)\n"
        "    passed = float(np.trapezoid(function(z) ** 2 * density, z))",
        _tests("activations/test_gains"),
    ),
)

FAN_FAULTS = (
    Fault(
        "fans swapped",
        "initializers/fans.py",
        "Fans(inputs * taps, outputs // groups * taps / _steps(stride, len(kernel)), groups)",
        "Fans(outputs // groups * taps / _steps(stride, len(kernel)), inputs * taps, groups)",
        NUMBERS,
    ),
    Fault(
        "receptive field ignored",
        "initializers/fans.py",
        "Fans(inputs * taps, outputs // groups * taps / _steps(stride, len(kernel)), groups)",
        "Fans(inputs, outputs // groups / _steps(stride, len(kernel)), groups)",
        FANS,
    ),
    Fault(
        "groups ignored",
        "initializers/fans.py",
        "outputs // groups * taps / _steps(stride, len(kernel))",
        "outputs * taps / _steps(stride, len(kernel))",
        FANS,
    ),
    Fault(
        "stride ignored",
        "initializers/fans.py",
        "outputs // groups * taps / _steps(stride, len(kernel))",
        "outputs // groups * taps",
        FANS,
    ),
    Fault(
        "stride of a transposed convolution ignored",
        "initializers/fans.py",
        "inputs * taps / _steps(stride, len(kernel))",
        "inputs * taps",
        FANS,
    ),
    Fault(
        "fans of a transposed convolution swapped",
        "initializers/fans.py",
        "Fans(inputs * taps / _steps(stride, len(kernel)), outputs // groups * taps, groups)",
        "Fans(outputs // groups * taps, inputs * taps / _steps(stride, len(kernel)), groups)",
        FANS,
    ),
    Fault(
        "packed parts ignored",
        "initializers/fans.py",
        "Fans(whole.inputs, whole.outputs / parts, parts)",
        "whole",
        FANS,
    ),
    Fault(
        "width of an embedding for its inputs",
        "initializers/fans.py",
        "Fans(summed, width)",
        "Fans(width, width)",
        FANS,
    ),
    Fault(
        "average fan as the larger",
        "initializers/laws/law.py",
        '"average": (fans.inputs + fans.outputs) / 2',
        '"average": max(fans.inputs, fans.outputs)',
        NUMBERS,
    ),
    Fault(
        "geometric mean as arithmetic",
        "initializers/laws/law.py",
        '"geometric": sqrt(fans.inputs * fans.outputs)',
        '"geometric": (fans.inputs + fans.outputs) / 2',
        NUMBERS,
    ),
    Fault(
        "inputs and outputs swapped in JAX's layout",
        "initializers/axes.py",
        "return Fans(prod(inputs) * taps, prod(outputs) * taps, prod(batch))",
        "return Fans(prod(outputs) * taps, prod(inputs) * taps, prod(batch))",
        _tests("initializers/test_axes"),
    ),
)

SCHEME_FAULTS = (
    Fault(
        "depth to the power ¼ for ½",
        "initializers/laws/depth.py",
        "self.factor * (self.per_layer * self.layers) ** self.power",
        "self.factor * (self.per_layer * self.layers) ** (self.power / 2)",
        NUMBERS,
    ),
    Fault(
        "wrong factor of T-Fixup",
        "initializers/families/transformers.py",
        "factor=0.67",
        "factor=0.76",
        NUMBERS,
    ),
    Fault(
        "L for 2 L",
        "initializers/laws/depth.py",
        "gain = (self.per_layer * self.layers) ** self.power",
        "gain = self.layers**self.power",
        NUMBERS,
    ),
    Fault(
        "layer's place ignored",
        "initializers/laws/depth.py",
        "gain = (self.per_layer * self.layer) ** self.power\n        return of_std(gain * sqrt(",
        "gain = self.per_layer**self.power\n        return of_std(gain * sqrt(",
        NUMBERS,
    ),
    Fault(
        "least particular role taken",
        "initializers/assignment.py",
        "for role in played if role in known",
        "for role in reversed(played) if role in known",
        ASSIGNED,
    ),
    Fault(
        "role of the value given to the query",
        "torch/layers.py",
        '(("query",), ("key",), ("value",))',
        '(("value",), ("key",), ("query",))',
        _tests("torch/test_layers", "test_children_of_attention_and_transformers_have_roles"),
    ),
    Fault(
        "forget gate in the wrong place",
        "initializers/laws/gates.py",
        "gate: float = 1  #",
        "gate: float = 2  #",
        RECURRENT,
    ),
    Fault(
        "chrono's sign",
        "initializers/laws/gates.py",
        "= -bias[int(self.keeping)]",
        "= bias[int(self.keeping)]",
        RECURRENT,
    ),
    Fault(
        "chrono without its logarithm",
        "initializers/laws/gates.py",
        "np.log(source.elements(spans, (units,)))",
        "source.elements(spans, (units,))",
        DRAWN,
    ),
    Fault(
        "prior bias's sign",
        "initializers/families/heads.py",
        "0.0, -log((1 - self.prior)",
        "0.0, log((1 - self.prior)",
        _tests("initializers/test_heads"),
    ),
    Fault(
        "SIREN's ω ignored",
        "initializers/families/coordinates.py",
        ' / self.omega, "uniform"',
        ', "uniform"',
        NUMBERS,
    ),
    Fault(
        "μP's power",
        "initializers/laws/width.py",
        "power: float = -0.5",
        "power: float = -1.0",
        NUMBERS,
    ),
    Fault(
        "spectral: the larger for the smaller",
        "initializers/laws/width.py",
        "min(1.0, sqrt(outputs / inputs))",
        "max(1.0, sqrt(outputs / inputs))",
        NUMBERS,
    ),
    Fault(
        "LoRA's scaling ignored",
        "initializers/lora.py",
        "np.sqrt(singular[:rank] / scaling)",
        "np.sqrt(singular[:rank])",
        _tests("initializers/test_lora"),
    ),
    Fault(
        "largest singular directions for the smallest",
        "initializers/lora.py",
        "left[:, -rank:]",
        "left[:, :rank]",
        _tests("initializers/test_lora"),
    ),
    Fault(
        "mimetic: value and output without the minus",
        "initializers/mimetic.py",
        "_factors(source, width, noise, -identity)",
        "_factors(source, width, noise, identity)",
        _tests("initializers/test_mimetic"),
    ),
    Fault(
        "sines and cosines swapped",
        "initializers/families/embeddings.py",
        "[np.sin(angles), np.cos(angles)]",
        "[np.cos(angles), np.sin(angles)]",
        _tests("initializers/test_embeddings"),
    ),
    Fault(
        "length of Nguyen and Widrow's rows",
        "initializers/laws/rows.py",
        "outputs ** (1 / inputs)",
        "inputs ** (1 / outputs)",
        SCHEMES,
    ),
)

STRUCTURE = (
    Fault(
        "sign of QR not put right",
        "initializers/laws/structured.py",
        "np.where(np.diag(r) < 0, -1.0, 1.0)",
        "1.0",
        STRUCTURED,
    ),
    Fault(
        "gain ignored by orthogonal",
        "initializers/laws/structured.py",
        "self.gain * haar(source, *_flat(shape)).reshape(shape)",
        "haar(source, *_flat(shape)).reshape(shape)",
        DRAWN,
    ),
    Fault(
        "not orthogonal, only of that scale",
        "initializers/laws/structured.py",
        "return q if rows >= columns else q.T",
        'return source.elements(Elements("normal", max(rows, columns) ** -0.5), (rows, columns))',
        DRAWN,
    ),
    Fault(
        "Hadamard over √n, not √p",
        "initializers/laws/structured.py",
        "signs / sqrt(_power_of_two(outputs))",
        "signs / sqrt(outputs)",
        DRAWN,
    ),
    Fault(
        "one weight too many in each sparse unit",
        "initializers/laws/structured.py",
        "[:, count:]",
        "[:, count + 1 :]",
        STRUCTURED,
    ),
    Fault(
        "delta-orthogonal at the corner",
        "initializers/laws/structured.py",
        "(size - 1) // 2 for size",
        "0 for size",
        STRUCTURED,
    ),
    Fault(
        "centre tap of an even kernel",
        "initializers/laws/structured.py",
        "(size - 1) // 2 for size",
        "size // 2 for size",
        STRUCTURED,
    ),
    Fault(
        "identity beside the diagonal",
        "initializers/laws/structured.py",
        "np.eye(shape[0], shape[1])",
        "np.eye(shape[0], shape[1], 1)",
        STRUCTURED,
    ),
    Fault(
        "gain ignored by the identity",
        "initializers/laws/structured.py",
        "self.gain * np.eye(shape[0], shape[1])",
        "np.eye(shape[0], shape[1])",
        DRAWN,
    ),
    Fault(
        "parts repeated",
        "initializers/laws/law.py",
        "[law.build(source, part, alone) for _ in range(count)]",
        "[law.build(source, part, alone)] * count",
        STRUCTURED,
    ),
)

STREAMS = (
    Fault(
        "rows repeated",
        "initializers/numpy_arrays.py",
        "seed=seed, name=name, dtype=dtype)\n        return out",
        "seed=seed, name=name, dtype=dtype, runs=sizes[0], stride=0)\n        return out",
        DRAWN,
    ),
    Fault(
        "half the weights 0",
        "initializers/numpy_arrays.py",
        "        return out\n",
        "        out.reshape(-1)[::2] = 0\n        return out\n",
        DRAWN,
    ),
    Fault(
        "each number of a type drawn apart",
        "initializers/numpy_arrays.py",
        "seed=seed, name=name, dtype=dtype)\n        return out",
        "seed=seed, name=name + dtype, dtype=dtype)\n        return out",
        ARRAYS,
    ),
    Fault(
        "coupled laws drawn from one seed",
        "initializers/numpy_arrays.py",
        "StreamSource(seed, name)",
        "StreamSource(0, name)",
        STRUCTURED,
    ),
    Fault(
        "sine for cosine: elements there twice",
        "streams/draws.py",
        "cospi(half_turns), sinpi(half_turns)",
        "sinpi(half_turns), sinpi(half_turns)",
        _tests("streams/test_draws", "test_normals_are_box_and_mullers"),
    ),
    Fault("name of the stream ignored", "streams/fill.py", "tag=tag(name)", "tag=tag('')", ARRAYS),
    Fault(
        "seed ignored",
        "streams/fill.py",
        "seed=seed,\n        tag=tag(name)",
        "seed=0,\n        tag=tag(name)",
        ARRAYS,
    ),
    Fault(
        "calls of a source alike",
        "streams/sources.py",
        "self._calls += 1",
        "self._calls += 0",
        _tests("streams/test_sources"),
    ),
    Fault(
        "a bound reached",
        "streams/rounding.py",
        "nearest if nearest < end else",
        "nearest if nearest <= end else",
        _tests(
            "streams/test_rounding",
            "test_limits_are_the_outermost_numbers_strictly_inside",
            "test_what_would_reach_the_bound_becomes_the_nearest_inside",
        ),
    ),
    Fault(
        "bfloat16 rounded twice",
        "streams/rounding.py",
        "size = np.abs(x)",
        "size = np.abs(x.astype(np.float32).astype(np.float64))",
        _tests("streams/test_rounding", "test_a_number_just_above_a_half_is_not_rounded_twice"),
    ),
    Fault(
        "complex numbers of twice the variance",
        "streams/elements.py",
        "scale = self.scale / sqrt(2)",
        "scale = self.scale",
        _tests("streams/test_fill", "test_complex_elements_have_the_mean_square_asked_for"),
    ),
    Fault(
        "a generator's truncated normals clipped",
        "streams/sources.py",
        "drawn = truncated_of(self.rng.uniform(-1.0, 1.0, shape)) * what.scale",
        "drawn = np.clip(self.rng.standard_normal(shape), -2.0, 2.0) * what.scale",
        _tests("streams/test_sources"),
    ),
)

MODELS = (
    Fault(
        "biases not 0 by default",
        "initializers/assignment.py",
        '"bias": "zeros"',
        '"bias": "ones"',
        ASSIGNED,
    ),
    Fault(
        "the last key that fits decides",
        "initializers/assignment.py",
        "for key, entry in rules:\n        if _fits",
        "for key, entry in reversed(rules):\n        if _fits",
        ASSIGNED,
    ),
    Fault(
        "biases of a scheme forgotten",
        "initializers/assignment.py",
        'if entry is not None and (key == "weight" or key in tensor.modules):',
        "if False:",
        ASSIGNED,
    ),
    Fault(
        "frozen tensors overwritten",
        "torch/initialize.py",
        'if frozen == "skip" and not slot.trainable:',
        "if False:",
        _tests("torch/test_initialize", "test_what_is_frozen_kept_or_left_is_not_touched_and_said"),
    ),
    Fault(
        "kept tensors overwritten",
        "torch/initialize.py",
        "if slot.tensor.name in kept:",
        "if False:",
        _tests("torch/test_initialize", "test_what_is_frozen_kept_or_left_is_not_touched_and_said"),
    ),
    Fault(
        "an embedding's padding drawn",
        "torch/storage.py",
        "if described.zero_row is not None and",
        "if False and",
        _tests("torch/test_initialize", "test_padding_stays_zero_and_a_prelu_keeps_its_slope"),
    ),
    Fault(
        "groups of a transposed convolution ignored",
        "torch/layers.py",
        "plain.shape(tuple(module.weight.shape)), groups=module.groups, stride=module.stride",
        "plain.shape(tuple(module.weight.shape)), stride=module.stride",
        _tests(
            "torch/test_layers",
            "test_fans_are_what_the_layer_sums_up_and_what_an_input_reaches",
        ),
    ),
    Fault(
        "weights stored by inputs not turned",
        "torch/layers.py",
        'Described("weight", "weight", None, TRANSPOSED, swapped=True, groups=module.groups)',
        'Described("weight", "weight", None, TRANSPOSED, groups=module.groups)',
        _tests(
            "torch/test_layers",
            "test_fans_are_what_the_layer_sums_up_and_what_an_input_reaches",
        ),
    ),
)

ALL = (*SCALES, *FAN_FAULTS, *SCHEME_FAULTS, *STRUCTURE, *STREAMS, *MODELS)
