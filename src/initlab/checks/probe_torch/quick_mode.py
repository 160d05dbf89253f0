"""A dispatch mode that starts at once."""

from torch.utils._python_dispatch import TorchDispatchMode


class QuickMode(TorchDispatchMode):
    """PyTorch's own, but its first operation does not import the compiler, which takes seconds."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False
