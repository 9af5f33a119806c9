"""The layout of generated code is held against ruff itself."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etlab_jupyter.codegen.layout import lay_out, strip_strings
from etlab_jupyter.codegen.literals import quote, quote_block
from tests.ruff import formatted

LONG = "x" * 60

STATEMENTS = [
    ("orders", 'spark.read.parquet("data/orders")'),
    ("orders", f'spark.read.parquet("{LONG}{LONG}")'),
    ("spark", f'SparkSession.builder.appName("{LONG}").getOrCreate()'),
    ("x", f'spark.read.schema("{LONG}").parquet("data/orders/and/more")'),
    ("x", f'orders.filter("{LONG}").groupBy("o_custkey").agg(F.sum("o").alias("total"))'),
    (
        "x",
        'orders.groupBy("a", "b").agg(F.sum("c").alias("d"), F.avg("e").alias("f"), F.max("g"))',
    ),
    ("x", f'orders.select("{LONG}", "b", F.col("c").alias("d"))'),
    ("x", f'orders.select("{LONG}", "{LONG}", F.col("c").alias("d"))'),
    (
        "x",
        f'orders.withColumn("a", F.sum("{LONG}").over(Window.partitionBy("a").orderBy("b")))',
    ),
    ("x", f'orders.withColumnsRenamed({{"{LONG}": "b", "c": "{LONG}"}})'),
    ("x", f'a.join(F.broadcast(b.withColumnRenamed("{LONG}", "c")), F.expr("k = l"), "left")'),
    ("x", 'spark.sql("""\nSELECT 1\n""")'),
    ("x", 'spark.sql("""\nSELECT *\nFROM {orders}\n""", orders=orders)'),
    ("", f'orders.write.mode("overwrite").option("compression", "{LONG}").parquet("out")'),
    ("", f'orders.write.mode("overwrite").parquet("{LONG}{LONG}")'),
    ("x", f'spark.createDataFrame([(1, "{LONG}"), (2, "b")], "id int, name string")'),
    ("x", f'orders.fillna({{"a": 1, "{LONG}": "{LONG}"}})'),
    ("x", f'orders.filter(f"{LONG} = {{value!r}} AND more_text_behind_it > 1")'),
    ("x", 'orders.select(["""\n}\n"""])'),
    ("x", 'orders.select(F.expr("""\n}\n"""))'),
    ("x", 'orders.select(F.expr("""\n}\n""").alias("a"), "b")'),
    # A chain that fits on one line of its own stays on it.
    ("aa_df", f'aaaa().filter("{LONG}").select("a", "b").c("d")'),
]


@pytest.mark.parametrize(("target", "code"), STATEMENTS)
def test_the_formatter_leaves_the_layout_alone(target, code):
    source = lay_out(code, target) + "\n"
    assert formatted(source) == source
    flat = f"{target} = {code}" if target else code
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(flat))


# Scripts on whose widths the Unicode tables of all versions agree.
ALPHABET = st.characters(codec="latin-1") | st.sampled_from("Ωжñ漢字かな한글🚀")
TEXT = st.text(ALPHABET, max_size=50).map(quote) | st.text(ALPHABET, max_size=20).map(quote_block)
NAME = st.from_regex(r"[a-z][a-z_]{0,25}[a-z]", fullmatch=True).filter(
    lambda name: name not in {"if", "in", "is", "or", "as", "do", "and", "not", "for", "try"}
)
ARGUMENTS = st.recursive(
    TEXT | st.integers().map(str),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"F.f({', '.join(items)})"),
        st.tuples(inner, TEXT).map(lambda pair: f"F.expr({pair[0]}).alias({pair[1]})"),
    ),
    max_leaves=6,
)
CALL = st.tuples(NAME, st.lists(ARGUMENTS, max_size=4)).map(
    lambda call: f".{call[0]}({', '.join(call[1])})"
)


# Without the shrinking of a failure, which takes minutes.
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(st.lists(st.tuples(NAME, NAME, st.lists(CALL, min_size=1, max_size=4)), min_size=5))
def test_any_chain_of_calls_is_laid_out_as_by_the_formatter(statements):
    """Several statements an example: starting the formatter costs more than its work."""
    lines = []
    for target, root, calls in statements:
        code = root + "".join(calls)
        try:
            ast.parse(code)
        except SyntaxError:  # a name that is a keyword
            continue
        lines.append(lay_out(code, f"{target}_df"))
    source = "\n".join(lines) + "\n"
    assert formatted(source).strip("\n") == source.strip("\n")


def test_strings_are_blanked_before_names_are_looked_for():
    code = 'F.col("Window.x") + f\'T.{x}\' + """os.environ"""'
    assert strip_strings(code) == 'F.col("") + "" + ""'


def test_unbalanced_brackets_are_a_mistake_of_the_template():
    with pytest.raises(ValueError, match="unbalanced"):
        lay_out("orders.filter(x))\n")
