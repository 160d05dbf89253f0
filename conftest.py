"""The same for every test, wherever it is started: signals, and what the environment says."""

import os

from tests.signals import as_usual

as_usual()

# What NumPy, JAX and Keras read when they are imported.
os.environ.setdefault("KERAS_BACKEND", "jax")
# Tests compile many small functions and run each once: a third of the time without optimization.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")
# Tests run side by side already: threads of BLAS would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
