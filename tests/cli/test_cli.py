"""The command line as a user meets it: exit codes, streams, wrong words, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from initlab import initializers
from initlab.cli.main import main
from initlab.engine import kernel_missing

# All that commands say on stderr when nothing is wrong: nothing, or that the engine is not in use.
SILENCE = f"initlab: {kernel_missing()}\n" if kernel_missing() else ""


def test_compare_prints_the_verdict_the_table_and_the_next_command(capsys):
    assert (
        main(["compare", "--init", "zeros", "--init", "he", "--iterations", "1000", "--rate", ".1"])
        == 0
    )
    out, err = capsys.readouterr()
    assert err == SILENCE
    assert out.startswith("He trains this network best")
    assert "Problem / comment" in out
    next_line = out.splitlines()[-1]
    assert next_line.endswith(
        "compare --init zeros --init he --learning-rate 0.1 --iterations 1000 --seeds 20 --report"
    )


def test_json_is_one_document_on_stdout(capsys):
    assert main(["compare", "--init", "he", "--iterations", "20", "--json", "--seeds", "2"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert [(run["initializer"], run["seed"]) for run in document["runs"]] == [("he", 3), ("he", 4)]


@pytest.mark.parametrize("words", [["--report"], ["--report", "page.html"]])
def test_report_takes_a_file_or_the_usual_one(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "--init", "he", "--iterations", "5", *words]) == 0
    name = "page.html" if len(words) == 2 else "report.html"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert f"Report: {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("compare --init hee", "No initializer is called 'hee'. Did you mean 'he'?"),
        ("compare --layers 3,x", "whole numbers separated by commas"),
        ("compare --layers 0", "at least 1"),
        ("compare --data circels", "Did you mean 'circles'"),
        ("compare --rate -1", "learning_rate is a finite number of at least 0; got -1"),
        ("compare --iterations many", "many"),
        ("compare --report /no/such/folder/r.html", "there is no folder /no/such/folder"),
        ("compare --init nothing.py:f", "No file nothing.py"),
        ("compare --sede 3", "--sede"),
        ("comprae", 'Did you mean "compare"'),
        ("compare --seeds 1.5", "takes a whole number; got '1.5'"),
        ("compare --layers 1_0", "whole numbers separated by commas"),
        ("compare --seeds 4294967293", "at most 1,000,000 runs"),
        ("compare --init he:uniform", "written name=value"),
        ("compare --init random:scale=1,scale=2", "gives scale twice"),
        ("compare --init mine.py", "as in mine.py:my_function"),
        ("compare --init zeros:value=nan", "finite number; got nan"),
        ("explain hee", "No initializer is called 'hee'. Did you mean 'he'?"),
        ("explain he --activation rel", "Did you mean 'relu'"),
        ("explain math:sqrt", "a function of your own"),
        ("list --framework kera", "Did you mean 'keras'"),
    ],
)
def test_wrong_words_get_one_line_and_exit_2(words, message, capsys):
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("initlab: ")
    assert message in err


def test_debug_shows_the_traceback():
    with pytest.raises(LookupError):
        main(["compare", "--init", "hee", "--debug"])


def test_course_path_is_a_folder_to_import_from(capsys):
    assert main(["course", "path"]) == 0
    folder = capsys.readouterr().out.strip()
    code = "import init_utils, public_tests, coding_neural_network_from_scratch, load_dataset"
    environment = os.environ | {"PYTHONPATH": folder}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["--help"],
        *([name, "--help"] for name in ("compare", "list", "explain", "theory", "course")),
    ],
)
def test_every_help_page_fits_80_columns(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "Usage: " in out
    assert max(map(len, out.splitlines())) <= 80


def test_list_shows_the_catalogue_and_names_the_next_command(capsys):
    assert main(["list"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80
    assert all(f"\n  {entry.name} " in out for entry in initializers.ALL)
    assert out.splitlines()[-1].endswith("explain he")


def test_list_as_json_has_every_field_of_what_fits(capsys):
    assert main(["list", "--activation", "relu", "--family", "scaling", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    first = document["initializers"][0]
    assert (first["name"], first["formula"], first["distribution"]) == (
        "he",
        "Var = 2 / n_in",
        "normal",
    )
    assert {"aliases", "family", "keeps", "use", "avoid", "source", "roles"} <= set(first)


def test_explain_draws_the_picture_and_names_the_next_command(capsys):
    assert main(["explain", "he", "--activation", "tanh"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("he: He\n")
    assert "in 30 tanh layers" in out
    assert out.splitlines()[-1].endswith("compare --init he --init xavier")


def test_explain_as_json_has_the_curves(capsys):
    assert main(["explain", "random:scale=1e30", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["initializer"]["parameters"]["scale"] == 1e30
    assert document["depth"]["signal"][-1] is None
    assert len(document["depth"]["gradient"]) == 30


def wait_for_the_engine(pid):
    """Until the process has loaded it, so that training has begun: on a busy machine it is late."""
    maps = Path(f"/proc/{pid}/maps")
    for _ in range(100):
        if maps.exists() and "_kernel" in maps.read_text():
            break
        time.sleep(0.1)
    time.sleep(1)


def test_ctrl_c_ends_cleanly_and_writes_nothing(tmp_path):
    report = tmp_path / "report.html"
    process = subprocess.Popen(
        [sys.executable, "-m", "initlab", "compare", "--report", str(report), "--seeds", "5000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        wait_for_the_engine(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == SILENCE + "initlab: interrupted.\n"
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_no_colour_and_no_bar_off_a_terminal():
    done = subprocess.run(
        [sys.executable, "-m", "initlab", "compare", "--init", "he", "--iterations", "5"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in done.stdout
    assert done.stderr == SILENCE


def test_names_that_look_like_markup_are_shown_as_they_are(tmp_path, capsys):
    table = tmp_path / "[red] a:cat: b.csv"
    table.write_text("x,label\n1,a\n2,b\n3,a\n4,b\n")
    assert main(["compare", "--data", str(table), "--init", "he", "--iterations", "2"]) == 0
    out = capsys.readouterr().out
    assert str(table) in out.replace("\n", "")
    assert f"--data '{table}'" in out


def test_what_a_users_function_prints_is_not_in_the_json(tmp_path, capsys):
    (tmp_path / "mine.py").write_text(
        "print('loading')\ndef f(shape, rng):\n    print('drawing')\n"
        "    return rng.standard_normal(shape)\n"
    )
    words = ["compare", "--init", f"{tmp_path}/mine.py:f", "--iterations", "2", "--json"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["schema"] == 1
    assert "loading" in err


def test_a_function_that_exits_is_an_error(tmp_path, capsys):
    (tmp_path / "mine.py").write_text("def f(shape, rng):\n    raise SystemExit\n")
    assert main(["compare", "--init", f"{tmp_path}/mine.py:f"]) == 2
    assert "raised SystemExit" in capsys.readouterr().err


def test_a_report_never_replaces_another_kind_of_file(tmp_path, capsys):
    data = tmp_path / "data.csv"
    data.write_text("precious")
    assert main(["compare", "--report", str(data)]) == 2
    assert "is no HTML file" in capsys.readouterr().err
    assert data.read_text() == "precious"


def test_a_reader_who_leaves_early_is_no_error():
    words = [sys.executable, "-m", "initlab", "compare", "--init", "he", "--iterations", "5"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (0, SILENCE)
