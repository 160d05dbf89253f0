"""Small data sets: by name, from CSV and NPZ files, from folders of pictures.

>>> from initlab import datasets
>>> datasets.names()
('circles', 'moons', 'blobs', 'spirals', 'digits', 'breast_cancer')
>>> datasets.load("spirals").train_x.shape
(2, 300)
"""

from initlab.datasets.catalogue import ALL, FORMATS, load, names
from initlab.datasets.entries import Entry, Format
from initlab.datasets.record import Dataset

__all__ = [
    "ALL",
    "FORMATS",
    "Dataset",
    "Entry",
    "Format",
    "load",
    "names",
]
