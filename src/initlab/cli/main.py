"""`initlab`: the commands, and what becomes of an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group

from initlab import __version__
from initlab.cli.terminal import program
from initlab.errors import InitlabError, PlanErrors

EXIT_WRONG_USE = 2
EXIT_INTERRUPTED = 130

app = App(
    name="initlab",
    help="Compare weight initializations of neural networks, exactly and fast.",
    version=f"initlab {__version__}",
    help_format="plaintext",
    help_epilogue=(
        f"Start with: {program()} compare\n"
        f"{program()} COMMAND --help tells more. --debug, anywhere, shows an error's traceback."
    ),
    result_action="return_value",
    suppress_keyboard_interrupt=False,
    group_commands=Group("Commands", sort_key=0),
    group_parameters=Group("Options", sort_key=1),
)
# Loaded when called, so that --help is quick; the first sentence stands here for the same reason.
app.command(
    "initlab.cli.compare:compare",
    help="Train the same network from several initializations and say which start is better.",
    help_epilogue=(
        "Examples:\n"
        f"  {program()} compare --report\n"
        f"  {program()} compare --init random:scale=.01 --init random:scale=1 --init he\n"
        f"  {program()} compare --data images:DIR --layers 5,5 --activation tanh"
    ),
)
app.command(
    "initlab.cli.check:check",
    help="Say whether a PyTorch model is well initialized, what is wrong, and what repairs it.",
    help_epilogue=(
        "Examples:\n"
        f"  {program()} check --example --fix --prove 100 --report\n"
        f"  {program()} check model.py:Net --input 8,3,224,224 --loss cross_entropy\n"
        f"  {program()} check package.module:factory --fix --out reinitialize.py"
    ),
)
app.command(
    "initlab.cli.catalogue:list_",
    name="list",
    help="List the initializers of the catalogue: name, formula, and where to use each.",
    help_epilogue=(
        f"Examples:\n  {program()} list --activation relu\n  {program()} list --layer norm --json"
    ),
)
app.command(
    "initlab.cli.catalogue:explain",
    help="Explain one initializer: its law, its use, its traps, and what it does to 30 layers.",
    help_epilogue=(
        "Examples:\n"
        f"  {program()} explain he\n"
        f"  {program()} explain he --activation tanh\n"
        f"  {program()} explain random:scale=.01 --json"
    ),
)
app.command(
    "initlab.cli.theory:theory",
    help="Tell what a deep network of one activation does at the start, for any variances.",
    help_epilogue=(
        "Examples:\n"
        f"  {program()} theory gelu\n"
        f"  {program()} theory tanh --weight-var 2 --bias-var .05 --report\n"
        f"  {program()} theory --activation-from mine.py:phi --kinks 0"
    ),
)
app.command(
    "initlab.cli.study:app",
    name="study",
    help="Train every run of a plan; stop it anywhere, and the same command goes on.",
)
app.command(
    "initlab.cli.course:app",
    name="course",
    help="The course: the helper modules of its notebooks, its exercises, and their grading.",
)
app.command(
    "initlab.cli.playground:playground",
    help="Open the page on which initializations race, in your browser; it needs no network.",
    help_epilogue=(f"Examples:\n  {program()} playground\n  {program()} playground --path"),
)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code. Errors become one line on stderr."""
    words = _with_default_report([word for word in arguments if word != "--debug"])
    debug = "--debug" in arguments
    try:
        result = app(words, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        if debug:
            raise
        return _fail(_one_line(error))
    except InitlabError as error:
        if debug:
            raise
        return _fail(*(error.lines if isinstance(error, PlanErrors) else [str(error)]))
    except KeyboardInterrupt:
        print("initlab: interrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except MemoryError:
        return _fail(
            "This needs more memory than there is. Choose smaller layers, fewer seeds or less data."
        )
    except BrokenPipeError:  # the reader of our output has left, as in `initlab compare | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:
        if debug:
            raise
        return _fail(f"Cannot go on: {error.strerror or error}.")
    return result if isinstance(result, int) else 0


def _with_default_report(words: list[str]) -> list[str]:
    """`--report` alone means `--report report.html`."""
    result: list[str] = []
    for position, word in enumerate(words):
        result.append(word)
        following = words[position + 1 : position + 2]
        if word == "--report" and (not following or following[0].startswith("-")):
            result.append("report.html")
    return result


def _one_line(error: CycloptsError) -> str:
    text = " ".join(str(error).split())
    return f"{text} See {program()} --help." if "--help" not in text else text


def _fail(*messages: str) -> int:
    for message in messages:
        print(f"initlab: {' '.join(message.split())}", file=sys.stderr)
    return EXIT_WRONG_USE
