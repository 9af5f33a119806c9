"""JSON files have the columns that Spark infers."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyspark.errors import AnalysisException

from etlab_jupyter.probing import probe
from tests.probing.compare import assert_probed, error_of, spark_columns

KNOWN = [
    '{"b":1,"a":"x","C":1.5}', '{"a":1}\n{"a":1.5}', '{"a":1}\n{"a":"x"}',
    '{"a":true}\n{"a":1}', '{"a":null}', '{"a":[]}', '{"a":{}}', '{"a":{},"b":1}',
    '{"a":[{}],"b":1}', '{"a":[1,"x"]}', '{"a":[1,null,2.5]}',
    '{"a":{"y":1,"x":2}}\n{"a":{"z":"s"}}', '{"a":{"y":1}}\n{"a":5}',
    '{"a":[1]}\n{"a":5}',
    '{"a":9223372036854775807}', '{"a":9223372036854775808}',
    '{"a":9223372036854775808}\n{"a":1}', '{"a":9223372036854775808}\n{"a":1.5}',
    '{"a":1e400}', '{"a":1e2}', '{"a":' + "1" * 42 + "}", '{"a":NaN}',
    '{"a":-Infinity}',
    '{"a":1}\nnot json', '{"a":1}\n5', '[{"a":1},{"b":2}]', "[]", "\n\n", "",
    '{"a":1} trailing', '{"a":1}{"b":2}', '{"":1,"a":1}', '{"a":""}',
    '{"a":""}\n{"a":1}',
    '{"a":"2024-01-01"}', 'null\n{"a":1}', '{"a":1}\nnull', '{"a":[[1],[2.5]]}',
    '{"a":[{"x":1},{"y":2}]}', '{"a":[{"x":1},2]}', '{"a":12345678901234567890.5}',
    '{"a":1}\n{"a":' + "1" + "0" * 38 + "}", '\ufeff{"a":1}',
    '{"a":1}\r\n{"b":1}\r{"c":1}',
    '  {"a":1}', '{"_corrupt_record":1,"b":2}\nbad', '{"a":-0}', '{"b":1}\n[{"a":1}]',
    'bad\n[{"a":1}]',
    '{"é":1,"z":1,"_":3,"\U0001d4b3":1,"\uff5a":1,"a b":1,"a.b":2,"${x}":3}',
]  # fmt: skip
BAD = [
    "not json", "5", "[1,2]", '"x"', '{"a":01}', '{"a":"x\ty"}', '{"a":"x\\qy"}',
    '{"a":1,}',
    '{"a":1', '{"a":1.}', '{"a":[1}', '{"a":undefined}', '[5,{"a":1}]', "PAR1",
]  # fmt: skip


def write(path, text):
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("text", KNOWN)
def test_records_have_the_columns_that_spark_infers(spark, tmp_path, text):
    assert_probed(spark, "json", write(tmp_path / "a.json", text + "\n"))


@pytest.mark.parametrize(
    "text",
    [
        '[{"a":1},\n{"a":2.5,"b":null}]', '{"a":\n1}\n{"b":2}', '{"a":1}', "[]",
        '\n\n[\n{"a":{"b":[1]}}]\n',
    ],
)  # fmt: skip
def test_one_value_per_file(spark, tmp_path, text):
    write(tmp_path / "a.json", text)
    write(tmp_path / "b.json", '{"z":\ntrue}')
    assert_probed(spark, "json", tmp_path, multiLine=True)


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**40), 10**40), st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "é"]), inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.sampled_from(["k", "b", "c", "Ω", "x"]), VALUES, max_size=4)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking would start Spark hundreds of times
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_random_records_have_the_columns_that_spark_infers(spark, tmp_path, records):
    text = "".join(json.dumps(record) + "\n" for record in records)
    assert_probed(spark, "json", write(tmp_path / "a.json", text))


@pytest.mark.parametrize("text", BAD)
def test_what_spark_cannot_parse_is_refused(spark, tmp_path, text):
    file = write(tmp_path / "a.json", text + "\n")
    error = error_of("json", file)
    assert error.code == "not-json"
    assert str(file) in str(error)
    names = [field["name"] for field in spark_columns(spark, "json", file)["fields"]]
    assert names == ["_corrupt_record"]


def test_bad_records_may_be_dropped(spark, tmp_path):
    file = write(tmp_path / "a.json", '{"a":1}\nbad\n')
    assert_probed(spark, "json", file, mode="DROPMALFORMED")
    assert error_of("json", file, mode="FAILFAST").code == "not-json"


@pytest.mark.parametrize("text", ['{"a":1,"A":"x"}'])
def test_names_that_differ_only_in_case_are_refused(spark, tmp_path, text):
    file = write(tmp_path / "a.json", text + "\n")
    assert error_of("json", file).code == "duplicate-column"
    with pytest.raises(AnalysisException, match="COLUMN_ALREADY_EXISTS"):
        spark_columns(spark, "json", file)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("{'a':1}", {}), ('{"a":+INF}', {}), ('{"a":1}', {"primitivesAsString": True}),
        ('{"a":1}', {"samplingRatio": 0.5}), ('{"a":"' + "x" * 2_000_000 + '"}', {}),
    ],
    ids=range(5),
)  # fmt: skip
def test_what_is_not_known_is_not_guessed(tmp_path, text, options):
    assert probe("json", write(tmp_path / "a.json", text + "\n"), options) is None


def test_compressed_files_and_folders(spark, tmp_path):
    with gzip.open(tmp_path / "a.json.gz", "wt") as file:
        file.write('{"a":1}\n')
    write(tmp_path / "b.json", '{"b":1}\n')
    assert_probed(spark, "json", tmp_path)
