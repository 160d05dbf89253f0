"""Plans made at random, right or wrong in known ways, with what must come of each."""

from __future__ import annotations

import random
from dataclasses import dataclass

# What may stand for each setting, as TOML; each entry with the number of values it stands for.
RIGHT = {
    "initializer": [
        ('"he"', 1),
        ('"xavier"', 1),
        ('"glorot"', 1),
        ('"zeros"', 1),
        ('{ name = "random", scale = [0.1, 1, 10] }', 3),
        ('"random:scale=0.5"', 1),
    ],
    "activation": [('"relu"', 1), ('"tanh"', 1), ('"gelu"', 1)],
    "layers": [("[10, 5]", 1), ("[3]", 1), ("[]", 1), ("[4, 4, 4]", 1)],
    "learning_rate": [("0.1", 1), ("1", 1), ("0", 1), ("1e-3", 1), ("0x10", 1)],
    "optimizer": [('"gd"', 1), ('{ name = "momentum", momentum = [0.5, 0.7] }', 2), ('"adam"', 1)],
    "batch_size": [('"all"', 1), ("32", 1), ("7", 1)],
    "l2": [("0.0", 1), ("0.1", 1)],
    "iterations": [("10", 1), ("1_000", 1)],
    "data": [('"circles"', 1), ('"moons"', 1)],
}
WRONG = {
    "initializer": [
        "3",
        '"hee"',
        "nan",
        '""',
        "{ scale = 1 }",
        '"he:fan=3"',
        '{ name = "he", x = 1 }',
    ],
    "activation": ['"rulu"', "1", "true", '["relu"]', '"ρελυ"', '"\\u001b[31m"'],
    "layers": ["[0]", "[-3]", "[1.5]", '["a"]', "[true]", "[99999999999999999999]", "[[1]]"],
    "learning_rate": ["nan", "-inf", "inf", "1e999", "-0.1", '"0.1"', "true", "[0.1]", "{ a = 1 }"],
    "optimizer": ['"sgd"', "0", '"adam:beta2=1"', '{ name = "gd", momentum = 0.9 }', '"adam:x=1"'],
    "batch_size": ["0", "-1", "2.5", '"some"', "1e3", "99999999999999999999", "false"],
    "l2": ["-1", "nan", '"x"', "1979-05-27"],
    "iterations": ["-1", "1.0", "0", '"many"', "10000000000000000000000", "inf"],
    "data": ['"circels"', "3", '"no/such/file.csv"', '"images:/no/such"', '"\\u0000"'],
}
WRONG_SEEDS = ["0", "-1", "1.5", "true", '"ten"', "nan", "1e999", "99999999999", "{ first = -1 }"]
UNKNOWN = ["seed", "rate", '"größe"', '"a b"', "learningrate"]


@dataclass(frozen=True)
class Case:
    """A plan's text; its number of runs, or the places of its errors."""

    text: str
    runs: int
    errors: tuple[str, ...]


def case(rng: random.Random) -> Case:
    """One plan: each second one is right."""
    errors = list[str]()
    study, axes = list[str](), list[str]()
    runs = 1
    faulty = rng.random() < 0.5
    for name in rng.sample(sorted(RIGHT), rng.randint(0, 5)):
        chosen = rng.sample(RIGHT[name], rng.randint(1, min(3, len(RIGHT[name]))))
        values = [text for text, _ in chosen]
        count = sum(number for _, number in chosen)
        if faulty and rng.random() < 0.4:
            at = rng.randrange(len(values) + 1)
            # A list of one list of layers is itself a value.
            values.insert(at, rng.choice(WRONG[name]))
            if name == "layers" and len(values) == 1:
                values.append("[10, 5]")
            errors.append(f"axes.{name}[{at}]")
        if len(values) == 1 and count == 1 and rng.random() < 0.5 and not errors:
            study.append(f"{name} = {values[0]}")
        else:
            axes.append(f"{name} = [{', '.join(values)}]")
        runs *= count
    seeds = rng.randint(1, 50)
    if faulty and rng.random() < 0.3:
        study.append(f"seeds = {rng.choice(WRONG_SEEDS)}")
        errors.append("study.seeds")
    else:
        shown = [f"seeds = {seeds}", f"seeds = {{ first = 5, count = {seeds} }}"]
        study.append(rng.choice(shown))
    if faulty and (rng.random() < 0.3 or not errors):
        key = rng.choice(UNKNOWN)
        where, lines = rng.choice([("study", study), ("axes", axes)])
        lines.append(f"{key} = 1")
        plain = key.strip('"')
        errors.append(f"{where}.{plain}")
    rng.shuffle(study)
    rng.shuffle(axes)
    parts = ["[study]", *study, "", "[axes]", *axes]
    return Case("\n".join(parts) + "\n", runs * seeds, tuple(errors))


def mutated(rng: random.Random, text: str) -> bytes:
    """The text with a few bytes changed, dropped, doubled or put in."""
    content = bytearray(text.encode())
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(content))
        kind = rng.randrange(4)
        if kind == 0:
            content[at] = rng.randrange(256)
        elif kind == 1:
            del content[at]
        elif kind == 2:
            content[at:at] = content[at : at + rng.randint(1, 30)]
        else:
            content[at:at] = rng.choice(
                [b"[[[", b"=", b"1e999", b"\x00", b"\xff", b'"""', b"[" * 3000, b"9" * 5000, b"\n["]
            )
    return bytes(content)
