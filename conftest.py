"""What JAX and Keras read from the environment when they are imported, for the tests alone."""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
# Tests compile many small functions and run each once: a third of the time without optimization.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")
