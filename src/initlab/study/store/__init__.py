"""The store of a study: one SQLite file that no crash spoils and in which no damage is silent."""

from initlab.study.store.rows import Damage
from initlab.study.store.store import Store, open_store, read_store

__all__ = ["Damage", "Store", "open_store", "read_store"]
