"""The store of a study: one SQLite file that no crash spoils and in which no damage is silent."""

from initlab.study.store.export import KINDS, Kind, export, to_pandas, to_polars
from initlab.study.store.repair import Repair, repair
from initlab.study.store.rows import Damage
from initlab.study.store.store import Store, open_store, read_store
from initlab.study.store.table import Missing

__all__ = [
    "KINDS",
    "Damage",
    "Kind",
    "Missing",
    "Repair",
    "Store",
    "export",
    "open_store",
    "read_store",
    "repair",
    "to_pandas",
    "to_polars",
]
