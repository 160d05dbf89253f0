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
extensions = ["myst_parser", "sphinx_gallery.gen_gallery"]


def _whole_pictures(_: object, __: object) -> None:
    """Save pictures with what stands beside their axes."""
    import matplotlib

    matplotlib.rcParams["savefig.bbox"] = "tight"


sphinx_gallery_conf = {
    "reset_modules": ("matplotlib", _whole_pictures),
    "examples_dirs": "../examples/gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": "/plot_",
    "within_subsection_order": "FileNameSortKey",
    "show_memory": False,
    "min_reported_time": 1e9,
    "download_all_examples": False,
    "abort_on_example_error": True,
}
html_theme = "furo"
html_title = f"initlab {release}"
html_copy_source = False
myst_heading_anchors = 3
suppress_warnings = [
    "config.cache",  # the gallery's settings hold a function
    "myst.xref_missing",
]  # links into the repository, which the pages leave as text
