"""What of this machine a submission may see: Python, NumPy, SciPy and the system's libraries."""

from __future__ import annotations

import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("numpy", "scipy")
FOREIGN = ("site-packages", "dist-packages", "__pycache__")


def executable() -> Path:
    """The interpreter itself, not the virtual environment's link to it."""
    return Path(sys.executable).resolve()


def standard_library() -> Path:
    """Python's own modules; installed packages may lie below it and must not be seen."""
    return Path(sysconfig.get_path("stdlib")).resolve()


def packages() -> list[Path]:
    """The folders of `PACKAGES` and of the libraries that came with them."""
    found = []
    for name in PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        folder = Path(spec.origin).parent
        found += [path for path in (folder, folder.with_name(f"{name}.libs")) if path.is_dir()]
    return found


def libraries() -> list[Path]:
    """The loader, the C library and what they need, and Python's own shared library."""
    multiarch = f"{sysconfig.get_config_var('MULTIARCH') or 'x86_64-linux-gnu'}"
    system = [Path(f"{top}/lib/{multiarch}") for top in ("/usr", "")]
    system += [Path("/usr/lib64"), Path("/lib64"), Path("/etc/ld.so.cache")]
    own = Path(str(sysconfig.get_config_var("LIBDIR"))).glob("libpython*.so*")
    return [path for path in (*system, *own) if path.exists()]


def modules() -> list[Path]:
    """The entries of the standard library, without the packages installed below it."""
    return [path for path in standard_library().iterdir() if path.name not in FOREIGN]
