"""CSV headers and types are those that Spark finds."""

from __future__ import annotations

import bz2
import gzip

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etlab_jupyter.spark_types import UNKNOWN
from tests.probing.compare import assert_never_wrong, assert_probed, error_of, known

CERTAIN = [
    "1", "+1", "-1", "0012", " 1", "1 ", "3000000000", "9223372036854775807",
    "9223372036854775808", "12345678901234567890123456789012345678",
    "123456789012345678901234567890123456789", "1e3", "1E30", "1.5", "1.", ".5",
    "-.5e-3",
    "NaN", "Infinity", "Inf", "-Inf", "inf", "nan", "-NaN", "1d", "1f", "1L", "0x1p3",
    "--1",
    "1_0", "2024-01-01", "2024-02-30", "2024-01-01 10:00", "2024-01-01 10:00:00",
    "2024-01-01 25:00:00", "2024-01-01T10:00:00.123456789", "2024-01-01T10:00:00Z",
    "2024-01-01 10:00:00+01:00", "20240101", "01/02/2024", "true", "TRUE", "yes", "", "NULL",
    "é", "x", "1,5",
]  # fmt: skip
UNCERTAIN = [
    "2024-1-1", "2024-01", "2024-01-01T", "2024-01-01 x", "10:00", "T10:00", "12:00Z",
    "2024-01-01 10:00:00 Europe/Paris", "2024-01-01 10:00 +5", "2024-01-01Z", "\uff11",
    "2024-01-01 10", "2024-01-01 1:2:3", "2024-01 10:00", "2024-01-01 10:00:00.",
    "2024-01-01 10:00:00+19:00", "-2024-01-01", "+12024-01-01",
]  # fmt: skip
COLUMNS = [
    ["1", "1.5"], ["1", "99999999999999999999"], ["99999999999999999999", "1.5"],
    ["3000000000", "99999999999999999999"], ["1", "3000000000"],
    ["2024-01-01", "2024-01-01 10:00:00"], ["2024-01-01 10:00:00", "2024-01-01"],
    ["2024-01-01", "1"], ["1", "2024-01-01"], ["1", "true"], ["true", "1"], ["", "1"],
    ["a", "1"], ["true", "2024-01-01"], ["1.5", "2024-01-01"], ["1", "NULL"], ["", ""],
    ["12345678901234567890123456789012345678", "1"],
]  # fmt: skip
TOKENS = [
    'a,"b \\"x\\" c",d', 'a,b"x",d', 'a,"b\\\\",d', 'a,"b\\n",d', 'a,\\"b,d',
    'a, "b,c" ,d',
    " a , b ", 'a,,""', "\n\na,b", "a,b\r\nc,d\re,f", '"a" ,b', '"a,b" ,c', "a\\,b,c",
    '"a\\,b",c', "a", ",", '""', "a,b,c\n1", "1\n2,3", "  \na,b",
]  # fmt: skip


def write(path, text):
    path.write_bytes(text.encode())
    return path


def test_values_are_typed_as_by_spark(spark, tmp_path):
    file = write(tmp_path / "a.csv", "|".join(["z", *CERTAIN]) + "\n")
    assert_probed(spark, "csv", file, sep="|", inferSchema=True)


def test_what_may_be_a_time_is_not_guessed(spark, tmp_path):
    file = write(tmp_path / "a.csv", "|".join(["z", *UNCERTAIN]) + "\n")
    assert_never_wrong(spark, "csv", file, sep="|", inferSchema=True)
    probed = known("csv", file, sep="|", inferSchema=True)
    assert {field.type for field in probed.fields[1:]} == {UNKNOWN}


def test_values_of_a_column_are_typed_together(spark, tmp_path):
    lines = ["|".join(["z", *row]) + "\n" for row in zip(*COLUMNS, strict=True)]
    file = write(tmp_path / "a.csv", "".join(lines))
    assert_probed(spark, "csv", file, sep="|", inferSchema=True)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking would start Spark hundreds of times
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(*[st.one_of(st.sampled_from(CERTAIN + UNCERTAIN), st.text("019-: .eT"))] * 25),
        min_size=1,
        max_size=3,
    )
)
def test_random_columns_are_never_typed_wrong(spark, tmp_path, rows):
    text = "".join("z|" + "|".join(row) + "\n" for row in rows)
    file = write(tmp_path / "a.csv", text)
    assert_never_wrong(spark, "csv", file, sep="|", inferSchema=True)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("text", TOKENS)
def test_lines_are_split_as_by_spark(spark, tmp_path, text, header):
    file = write(tmp_path / "a.csv", text + "\n")
    assert_probed(spark, "csv", file, header=header, inferSchema=True)


@pytest.mark.parametrize(
    "text",
    ['a,"b ""x"" c",d', 'a,"b"x,d', '"a"",b",c', '"a\\\\"b",c', '"a" "b",c', 'a,"b,d'],
)
def test_quotes_in_odd_places_are_not_guessed(spark, tmp_path, text):
    file = write(tmp_path / "a.csv", text + "\n")
    assert_never_wrong(spark, "csv", file, header=True, inferSchema=True)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("a||b||c\n1||2||3\n", {"sep": "||"}),
        ("a\tb\n1\t2\n", {"sep": "\\t"}),
        ("a\tb\n1\t2\n", {"delimiter": "\t"}),
        ("'a,b',c\n'1,5',2\n", {"quote": "'"}),
        ('"a,b",c\n1,2,3\n', {"quote": ""}),
        ('a,"b ""x"""\n1,"2"\n', {"escape": '"'}),
        ("#x\na,b\n#y\n1,2\n", {"comment": "#"}),
        ('"a\nb",c\n"x\ny",1\n', {"multiLine": True}),
        ('"a\r\nb",c\r\n1,2\r\n\r\n3,4', {"multiLine": True}),
        (" a , b \n 1 , 2 \n", {"ignoreLeadingWhiteSpace": True}),
        (" a , b \n 1 , 2 \n", {"ignoreTrailingWhiteSpace": True}),
        ("a\n1\nNA\n", {"nullValue": "NA"}),
        ("NA,x\n1,2\n", {"nullValue": "NA"}),
        ("a\nnope\n1.5\n", {"nanValue": "nope"}),
        ("a\n2024-01-01\n", {"preferDate": False}),
        ("a\n1,2\n", {"mode": "FAILFAST"}),
    ],
)
def test_options_are_honoured(spark, tmp_path, text, options):
    file = write(tmp_path / "a.csv", text)
    assert_probed(spark, "csv", file, header=True, inferSchema=True, **options)


@pytest.mark.parametrize("options", [{"dateFormat": "dd/MM/yyyy"}, {"samplingRatio": 0.5}])
def test_own_formats_leave_types_open(spark, tmp_path, options):
    file = write(tmp_path / "a.csv", "a,b,c\n01/02/2024,1,x\n")
    assert_never_wrong(spark, "csv", file, header=True, inferSchema=True, **options)
    probed = known("csv", file, header=True, inferSchema=True, **options)
    assert UNKNOWN in [field.type for field in probed]


@pytest.mark.parametrize(
    "text",
    [
        "a,A,b\n1,2,3\n", "a,a\n1,2\n", ",x,\n1,2,3\n", "\ufeffa,b\n1,2\n", "a b,c.d\n1,2\n",
        "a\n1,2\n", "a,b\na,b\n1,2\n", "a,b\n", "", "\n \n", " a ,b\n1,2\n", "a,_c1,\n1,2,3\n",
        "`a`,${x},{y},é,'\n1,2,3,4,5\n", "x" * 10_000 + ",b\n1,2\n",
    ],
    ids=range(14),
)  # fmt: skip
def test_headers_are_made_safe_as_by_spark(spark, tmp_path, text):
    file = write(tmp_path / "a.csv", text)
    assert_probed(spark, "csv", file, header=True, inferSchema=True)


def test_an_encoding_is_honoured(spark, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes("größe,b\n1,ü\n".encode("iso-8859-1"))
    assert_probed(spark, "csv", file, header=True, inferSchema=True, encoding="ISO-8859-1")
    assert_probed(spark, "csv", file, header=True, inferSchema=True)


@pytest.mark.parametrize(("ending", "module"), [("gz", gzip), ("bz2", bz2)])
def test_compressed_files_are_read(spark, tmp_path, ending, module):
    with module.open(tmp_path / f"a.csv.{ending}", "wt") as file:
        file.write("a,b\n1,x\n")
    assert_probed(spark, "csv", tmp_path, header=True, inferSchema=True)


def test_all_files_of_a_folder_count(spark, tmp_path):
    write(tmp_path / "a.csv", "a,b\n1,2\n")
    write(tmp_path / "b.csv", "a,b\n1.5,2\nx,3\n")
    write(tmp_path / "c.csv", "")
    write(tmp_path / "_ignored.csv", "q\n")
    assert_probed(spark, "csv", tmp_path, header=True, inferSchema=True)


def test_the_biggest_file_gives_the_header(spark, tmp_path):
    write(tmp_path / "a.csv", "a,b\n1,2\n")
    write(tmp_path / "b.csv", "c,d\n1.5,2\n3,4\n")
    assert_probed(spark, "csv", tmp_path, header=True, inferSchema=True)


def test_beyond_the_bound_names_are_known_and_types_are_not(spark, tmp_path):
    file = write(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 600_000)
    probed = known("csv", file, header=True, inferSchema=True)
    assert probed.names == ("a", "b")
    assert {field.type for field in probed} == {UNKNOWN}
    assert_probed(spark, "csv", file, header=True)


@pytest.mark.parametrize("magic", [b"PAR1", b"ORC", b"PK\x03\x04", b"\x1f\x8b\x08"])
def test_a_file_of_another_kind_is_refused(tmp_path, magic):
    file = tmp_path / "a.csv"
    file.write_bytes(magic + b"\0" * 100)
    error = error_of("csv", file, header=True)
    assert error.code == "not-csv"
    assert str(file) in str(error)


def test_a_broken_gzip_file_is_refused(tmp_path):
    file = tmp_path / "a.csv.gz"
    file.write_bytes(b"a,b\n1,2\n")
    assert error_of("csv", file).code == "unreadable-file"
