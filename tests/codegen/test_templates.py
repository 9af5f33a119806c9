"""What templates print: literals, f-strings with parameters, SQL."""

from __future__ import annotations

import ast

import pytest

from etlab_jupyter.codegen.literals import Code
from etlab_jupyter.codegen.templates import render, sql_literal, text_literal
from etlab_jupyter.parameters import Parameter, Parameters

PARAMETERS = Parameters(
    [
        Parameter(name="text", type="string"),
        Parameter(name="n", type="integer"),
        Parameter(name="x", type="double"),
        Parameter(name="flag", type="boolean"),
        Parameter(name="day", type="date"),
        Parameter(name="at", type="timestamp"),
    ]
)
VALUES = {
    "text": "it's \"5\" {x} \\ ${n}", "n": -5, "x": 0.5, "flag": True,
    "day": "2026-01-31", "at": "2026-01-31 12:00:00",
}  # fmt: skip


def made(template, **values):
    return render(template, {"parameters": PARAMETERS, **values})


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("a", '"a"'),
        (1, "1"),
        (True, "True"),
        (None, "None"),
        (["a", 1], '["a", 1]'),
        ({"a": ["b"]}, '{"a": ["b"]}'),
        (Code("orders"), "orders"),
        ("data/${day}", 'f"data/{day}"'),
        ("$${day} {x}", '"${day} {x}"'),
        (["${n}"], '[f"{n}"]'),
    ],
)
def test_what_is_printed_becomes_a_literal(value, source):
    assert made("{{ value }}", value=value) == source


@pytest.mark.parametrize(
    ("template", "value", "source"),
    [
        ("{{ value | args }}", ["a", 1], '"a", 1'),
        ("{{ value | names }}", ["a.b", "c"], '"`a.b`", "c"'),
        ("{{ value | col }}", "a`b", 'F.col("`a``b`")'),
        ("{{ value | expr }}", "a", 'F.col("a")'),
        ("{{ value | expr }}", "`a b`.c", 'F.col("`a b`.c")'),
        ("{{ value | expr }}", "a + 1", 'F.expr("a + 1")'),
        ("{{ value | arg }}", "a", '"a"'),
        ("{{ value | arg }}", "${n}", 'F.expr(f"{n}")'),
        ("{{ value | plain }}", "${n}", '"${n}"'),
        ("{{ value | path }}", ["a b", "c"], '"`a b`.c"'),
        ("f({{ value | name }}=1)", "sep", "f(sep=1)"),
        ("{{ value | python }}", "x = 1\n", "x = 1"),
    ],
)
def test_filters(template, value, source):
    assert made(template, value=value) == source


def test_a_name_that_is_none_and_python_that_is_none_are_refused():
    with pytest.raises(ValueError, match="is not a Python name"):
        made("{{ value | name }}", value="a=1, b")
    with pytest.raises(SyntaxError):
        made("{{ value | python }}", value="x = (")


def evaluated(code):
    return eval(compile(ast.parse(code, mode="eval"), "code", "eval"), dict(VALUES))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a/${text}/b", f"a/{VALUES['text']}/b"),
        ("{${n}}", "{-5}"),
        ("${day}\n${at} '\"", "2026-01-31\n2026-01-31 12:00:00 '\""),
        ("$${n} ${n}", "${n} -5"),
    ],
)
def test_a_text_with_references_has_their_values_at_run_time(text, value):
    assert evaluated(text_literal(text, PARAMETERS)) == value


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("a = ${n}", "a = -5"),
        ("a < ${x} AND ${flag}", "a < 0.5 AND True"),
        ("a = ${day}", "a = DATE '2026-01-31'"),
        ("a = '${day}'", "a = '2026-01-31'"),
        ("a > ${at}", "a > TIMESTAMP '2026-01-31 12:00:00'"),
        ("a = ${text}", f"a = {VALUES['text']!r}"),
        ("a LIKE '%${text}%'", f"a LIKE concat('%', {VALUES['text']!r}, '%')"),
        ("a = '{${n}}'", "a = concat('{', '-5', '}')"),
        # Where a value could end what it stands in, the reference stays as it is.
        ("`${n}` = ${n}", "`${n}` = -5"),
        ("`\"` = '\"' AND ${n} > 0", "`\"` = '\"' AND -5 > 0"),
        ("a -- it's ${n}\n= ${n}", "a -- it's {n}\n= -5"),
        ("a /* ${n} ' */ = ${n}", "a /* {n} ' */ = -5"),
        ("a = '$${n}' AND `$${n}` = ${n}", "a = '${n}' AND `${n}` = -5"),
    ],
)
def test_sql_has_literals_of_the_parameters_types(sql, value):
    assert evaluated(sql_literal(sql, PARAMETERS)) == value
