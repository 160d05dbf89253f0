"""Stand-ins for the helper modules of the classic notebooks, for `PYTHONPATH`.

Each module stands alone: it imports neither initlab nor its neighbours, so that the folder
(`initlab course path` prints it) can be put on `PYTHONPATH`, or its files next to a notebook. They
follow the notebooks' own NumPy operations, in the same order, because their users compare digits.
"""
