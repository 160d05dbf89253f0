"""`initlab course`."""

from __future__ import annotations

from cyclopts import App

app = App(
    name="course", help="The course: the helper modules of its notebooks.", help_format="plaintext"
)


@app.command
def path() -> int:
    """Print the folder of the helper modules that the course's notebooks import.

    Example: PYTHONPATH="$(initlab course path)" python notebook.py
    """
    from initlab import course

    print(course.path())
    return 0
