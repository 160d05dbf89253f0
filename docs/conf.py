"""How Sphinx builds these pages: `make docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import initlab
from tools.write_reference import write

write()

project = "initlab"
author = "The initlab developers"
release = initlab.__version__
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"initlab {release}"
html_copy_source = False
myst_heading_anchors = 3
suppress_warnings = [
    "myst.xref_missing"
]  # links into the repository, which the pages leave as text
