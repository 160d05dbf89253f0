"""Entries of low-rank adapters: A of shape (rank, inputs)."""

from tests.initializers.hand_worked.worked import Worked

NUMBERS = (
    Worked("lora", 0.03333333333333333, shape=(64, 300)),  # U(±1/√300): 1 / √900
    Worked("lora.a", 0.03333333333333333, shape=(64, 300)),
    Worked("lora.b", 0.0),
    Worked("lora_gaussian", 0.015625, shape=(64, 300)),  # 1 / 64
    Worked("lora_gaussian.a", 0.015625, shape=(64, 300)),
    Worked("lora_gaussian.b", 0.0),
    *(
        Worked(name + factor, 0.0, refuses="pretrained weight")
        for name in ("pissa", "olora")
        for factor in ("", ".a", ".b")
    ),
    Worked("mica", 0.0, refuses="pretrained weight"),
    Worked("mica.a", 0.0),
    Worked("mica.b", 0.0, refuses="pretrained weight"),
)
