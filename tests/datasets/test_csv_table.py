"""CSV files: what is read, and what is refused with the place named."""

import csv
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initlab import datasets
from initlab.errors import DataError, FileError

PETS = "4.5,1,cat\n30,2,dog\n5.5,3,cat\n"


@pytest.fixture
def table(tmp_path):
    """Write a table; return the text that asks for all of it as training data."""

    def write(content, options=":test=0"):
        file = tmp_path / "t.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return f"{file}{options}"

    return write


@pytest.mark.parametrize(
    "content",
    [
        PETS,
        "weight,age,kind\n" + PETS,
        PETS.rstrip(),
        PETS.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + PETS.encode(),
        "\n\n" + PETS.replace("\n", "\n\n"),
        PETS.replace(",", " , "),
        '"4.5","1","cat"\n"30","2","dog"\n"5.5","3","cat"\n',
        "kind of,Label ,\tx\n4.5,cat,1\n30,dog,2\n5.5,cat,3\n",
        "CLASS,weight,age\ncat,4.5,1\ndog,30,2\ncat,5.5,3\n",
        "y,weight,age\ncat,4.5,1\ndog,30,2\ncat,5.5,3\n",
        "x,y,target\n4.5,1,cat\n30,2,dog\n5.5,3,cat\n",
        "0,1,label\n" + PETS,
    ],
)
def test_the_same_pets_in_many_spellings(table, content):
    data = datasets.load(table(content))
    assert data.train_x.tolist() == [[4.5, 30.0, 5.5], [1.0, 2.0, 3.0]]
    assert data.train_y.tolist() == [1, 0, 1]
    assert data.class_names == ("dog", "cat")
    assert data.feature_shape == (2,)
    assert data.test_x is None


def test_headings_of_pandas_are_headings(table):
    data = datasets.load(table("0,1,species\n1,2,0\n3,4,1\n5,6,1\n"))
    assert data.train_x.shape == (2, 3)
    assert data.class_names == ("0", "1")


def test_labels_may_be_words_in_every_row_of_a_table_without_header(table):
    assert datasets.load(table("1,2,y\n3,4,n\n")).class_names == ("y", "n")


def test_a_quoted_label_may_hold_commas_and_lines(table):
    data = datasets.load(table('1,"a, b"\n2,"c\nd"\n3,"say ""e"""\n'))
    assert data.class_names == ("a, b", "c\nd", 'say "e"')


def test_a_fifth_is_held_back_unless_said_otherwise(table):
    text = table("".join(f"{i},{i % 2}\n" for i in range(20)), "")
    data = datasets.load(text)
    assert data.train_x.shape == (1, 16)
    assert data.test_x.shape == (1, 4)
    assert sorted([*data.train_x[0], *data.test_x[0]]) == list(range(20))
    np.testing.assert_array_equal(data.test_x[0] % 2, data.test_y)
    assert data.name == text
    assert datasets.load(f"csv:{text}:test=0.5").test_x.shape == (1, 10)


finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
names = words.map(str.strip).filter(bool).filter(lambda word: not word[0].isdigit())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_what_csv_writes_is_read_back(tmp_path, data):
    width, count = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 8))
    labels = data.draw(
        st.lists(names, min_size=2, max_size=3, unique=True).filter(lambda ns: not _odd(ns))
    )
    rows = data.draw(
        st.lists(st.lists(finite, min_size=width, max_size=width), min_size=count, max_size=count)
    )
    given_labels = [labels[i % len(labels)] for i in range(max(count, len(labels)))]
    rows += [[0.0] * width] * (len(given_labels) - count)
    text = io.StringIO()
    csv.writer(
        text, quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    ).writerows([*row, label] for row, label in zip(rows, given_labels, strict=True))
    (tmp_path / "t.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    read = datasets.load(f"{tmp_path / 't.csv'}:test=0")
    assert read.train_x.T.tolist() == rows
    assert [read.class_names[c] for c in read.train_y] == given_labels


def _odd(labels):
    """Whether a label is a number, no label, or a heading."""
    return any(_number(label) or label.lower() in ("label", "class", "target") for label in labels)


def _number(label):
    try:
        float(label)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ["t.csv is empty", "one example per row"]),
        ("\n\n", ["t.csv is empty"]),
        ("a,b,label\n", ["header and no rows"]),
        ("1,a\n2,\n", ["row 2, column 2", "a label", "got ''", "remove the row"]),
        ("1,a\n2,nan\n", ["row 2, column 2", "got 'nan'"]),
        ("x,label\n1,a\n,b\n", ["row 3, column 1 ('x')", "finite number", "got ''", "remove"]),
        ("x,label\n1,a\nNaN,b\n", ["row 3, column 1 ('x')", "got 'NaN'"]),
        ("1,a\n-inf,b\n", ["row 2, column 1", "got '-inf'"]),
        ("1,a\n1e999,b\n", ["row 2, column 1", "got '1e999'"]),
        ("1,a\n1_0,b\n", ["row 2, column 1", "got '1_0'"]),
        ("1,a\n\n3;4,b\n", ["row 3, column 1", "got '3;4'"]),
        ("x,y,hue\n1,2,red\n", ["row 2, column 3 ('hue')", "'red'", "column 2 ('y')"]),
        ("1," + "z" * 999 + ",a\n", ["row 1, column 2", "zzz…'"]),
        ("1,2,a\n3,b\n", ["row 2", "3 cells, as in row 1", "got 2", "comma"]),
        ("1,a\n3,4,b\n", ["row 2", "2 cells", "got 3"]),
        ("1\n2\n", ["2 columns", "row 1 has 1", "commas"]),
        ("1;a\n2;b\n", ["2 columns", "row 1 has 1", "commas"]),
        (",x,label\n0,1,a\n1,2,b\n", ["column 1 has no heading", "index=False"]),
        ("label,class\n1,a\n2,b\n", ["one label column", "'label' and 'class'", "Rename"]),
        ("y,Y,x\n1,a,1\n", ["one label column", "'y' and 'Y'"]),
        ("1,a\n2,a\n", ["column 2,", "2 classes", "all 2 examples are 'a'", "another class"]),
        ("x,label\n1,a\n", ["column 2 ('label')", "all 1 examples"]),
        ('1,a\n2,"b\n', ["line 2", "not CSV", "quotation mark"]),
        ('1,a\n2,"b"c\n', ["line 2", "not CSV"]),
        (b"1,caf\xe9\n", ["UTF-8", "byte 5", "CSV UTF-8"]),
        ("1,a\n2,b\n".encode("utf-16"), ["UTF-8", "byte 0"]),
    ],
)
def test_a_bad_table_is_refused_with_its_place(refused, table, content, said):
    refused(DataError, table(content), *said)


def test_a_class_that_the_split_takes_from_training_is_refused(refused, table):
    content = "".join(f"{i},c{i}\n" for i in range(10))
    refused(DataError, table(content, ":test=0.3"), "no training example", "smaller test part")


def test_a_split_that_leaves_nothing_to_train_on_is_refused(refused, table):
    refused(DataError, table(PETS, ":test=0.9"), "2 training examples", "smaller test part")


def test_a_share_of_one_is_refused(refused, table):
    refused(DataError, table(PETS, ":test=1"), "from 0 to below 1", "'1'")


def test_a_file_that_is_not_there_is_named(refused, tmp_path):
    refused(FileError, f"{tmp_path}/no.csv", "csv needs a file", f"{tmp_path}/no.csv", "Check")


def test_a_folder_is_no_table(refused, tmp_path):
    refused(FileError, f"csv:{tmp_path}", "is a folder", f"images:{tmp_path}")


def test_a_file_that_cannot_be_opened_is_named(refused, table, monkeypatch):
    text = table(PETS, "")

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    refused(FileError, text, text, "Permission denied", "permissions")
