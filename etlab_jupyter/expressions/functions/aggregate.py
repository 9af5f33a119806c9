"""Functions that make one value out of many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import is_interval, is_orderable
from etlab_jupyter.expressions.operators import averaged, summed
from etlab_jupyter.spark_types import ArrayType, DataType, StructType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call


def _total(call: Call) -> Value:
    """`sum` and `avg` of numbers and intervals; Spark counts strings as doubles."""
    type_ = call.values[0].type
    if type_ == t.UNKNOWN:
        return NOT_KNOWN
    if type_ in (t.STRING, t.VOID, t.TIMESTAMP):
        return Value(t.DOUBLE)
    if not (t.is_numeric(type_) or is_interval(type_)):
        return call.mismatch(
            f"`{call.function.name}` needs numbers, "
            f"but {call.scope.source(call.nodes[0])} is {type_}."
        )
    average = call.function.name in ("avg", "mean", "try_avg")
    return Value(averaged(type_) if average else summed(type_))


def _count(call: Call) -> Value:
    return Value(t.LONG, False)


def _extreme(call: Call) -> Value:
    type_ = call.values[0].type
    if not is_orderable(type_):
        return call.mismatch(f"`{call.function.name}` cannot compare values of {type_}.")
    return Value(type_)


def _collected(call: Call) -> Value:
    """Nulls are left out."""
    type_ = call.values[0].type
    if call.function.name == "collect_set" and type_.name == "map":
        return call.mismatch("`collect_set` cannot compare maps.")
    return Value(ArrayType(element=type_, contains_null=False), False)


def _by(call: Call) -> Value:
    value, order = call.values[:2]
    if not is_orderable(order.type):
        return call.mismatch(f"`{call.function.name}` cannot compare values of {order.type}.")
    if len(call.values) > 2:
        return Value(ArrayType(element=value.type))
    return Value(value.type)


def _several(call: Call, type_: DataType, index: int) -> Value:
    """One value, or an array for an array of percentages."""
    if index < len(call.values) and isinstance(call.values[index].type, ArrayType):
        return Value(ArrayType(element=type_, contains_null=False))
    return Value(type_)


def _percentile_type(type_: DataType) -> DataType:
    return type_ if is_interval(type_) else t.DOUBLE


def _percentile(call: Call) -> Value:
    type_ = call.values[0].type
    if type_ == t.UNKNOWN:
        return NOT_KNOWN
    return _several(call, _percentile_type(type_), 1)


def _approx_percentile(call: Call) -> Value:
    type_ = call.values[0].type
    if type_ == t.UNKNOWN:
        return NOT_KNOWN
    return _several(call, type_, 1)


def _median(call: Call) -> Value:
    type_ = call.values[0].type
    return NOT_KNOWN if type_ == t.UNKNOWN else Value(_percentile_type(type_))


def _mode(call: Call) -> Value:
    return Value(call.values[0].type) if call.values else NOT_KNOWN


def _first(call: Call) -> Value:
    return Value(call.values[0].type)


def _regression_average(call: Call) -> Value:
    """The average of one side where both have a value."""
    type_ = call.values[0 if call.function.name == "regr_avgy" else 1].type
    return NOT_KNOWN if type_ == t.UNKNOWN else Value(averaged(type_))


def _histogram(call: Call) -> Value:
    type_ = call.values[0].type
    x = t.DOUBLE if type_ == t.STRING else type_
    bin_ = StructType(fields=(t.Field("x", x, True), t.Field("y", t.DOUBLE, True)))
    return Value(ArrayType(element=bin_))


def _top(call: Call) -> Value:
    """The most frequent values, with how often they are there."""
    fields = (t.Field("item", call.values[0].type), t.Field("count", t.LONG, False))
    return Value(ArrayType(element=StructType(fields=fields), contains_null=False), False)


def _collect_union(call: Call) -> Value:
    type_ = call.values[0].type
    if not isinstance(type_, ArrayType):
        return NOT_KNOWN
    return Value(ArrayType(element=type_.element, contains_null=False), False)


def _grouping_id(call: Call) -> Value:
    return Value(t.LONG, False)


def _listagg(call: Call) -> Value:
    type_ = call.values[0].type
    if type_ == t.UNKNOWN:
        return NOT_KNOWN
    return Value(t.BINARY if type_ == t.BINARY else t.STRING)


def is_star(node: object) -> bool:
    """Whether an argument is `*` or `table.*`."""
    return isinstance(node, exp.Star) or (
        isinstance(node, exp.Column) and isinstance(node.this, exp.Star)
    )


FUNCTIONS = read_table(
    """
    any some bool_or every bool_and | boolean        | boolean?
    any_value first first_value last last_value | any [boolean^] | first
    approx_count_distinct        | any [double^]     | bigint!
    approx_percentile | numeric/date/instant/interval double/array^ [integral^] | approximate
    percentile_approx | numeric/date/instant/interval double/array^ [integral^] | approximate
    array_agg collect_list collect_set | any         | collected
    avg mean sum try_avg try_sum | any               | total
    approx_top_k                 | any [int^] [int^] | top
    bitmap_and_agg bitmap_or_agg | binary!           | binary!
    bitmap_construct_agg         | bigint            | binary!
    collect_union                | array             | collect_union
    count_min_sketch             | any double^ double^ int^ | binary!
    hll_sketch_agg               | any [int^]        | binary!
    hll_union_agg                | binary [boolean]  | binary!
    kll_sketch_agg_bigint kll_sketch_agg_double kll_sketch_agg_float | numeric [int^] | binary!
    kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float | binary! [int^] | binary!
    schema_of_variant_agg        | variant           | string!
    theta_intersection_agg       | binary            | binary!
    theta_sketch_agg             | any [int^]        | binary!
    theta_union_agg              | binary [int^]     | binary!
    tuple_intersection_agg_double tuple_intersection_agg_integer | binary [string^] | binary!
    tuple_sketch_agg_double tuple_sketch_agg_integer | any numeric [int^] [string^] | binary!
    tuple_union_agg_double tuple_union_agg_integer | binary [int^] [string^] | binary!
    vector_avg vector_sum        | array             | vector
    bit_and bit_or bit_xor       | integral          | =1?
    corr covar_pop covar_samp    | double double     | double?
    count                        | any [any*]        | count
    count_if                     | boolean           | bigint!
    grouping                     | any               | tinyint!
    grouping_id                  | [any*]            | bigint!
    histogram_numeric            | any int^          | histogram
    kurtosis skewness            | double            | double?
    listagg string_agg           | string/binary [string/binary^] | listagg
    max min                      | any               | extreme
    max_by min_by                | any any [int^]    | by
    median                       | numeric/interval  | median
    mode                         | any [boolean^]    | mode
    percentile percentile_cont   | numeric/interval double/array^ [bigint] | percentile
    percentile_disc              | numeric/interval double/array^ | percentile
    regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy | double double | double?
    regr_avgx regr_avgy          | numeric numeric         | regression_average
    regr_count                   | double double     | bigint!
    std stddev stddev_pop stddev_samp var_pop var_samp variance | double | double?
    """,
    {
        "approximate": _approx_percentile,
        "by": _by,
        "collect_union": _collect_union,
        "collected": _collected,
        "count": _count,
        "extreme": _extreme,
        "first": _first,
        "grouping_id": _grouping_id,
        "histogram": _histogram,
        "listagg": _listagg,
        "median": _median,
        "mode": _mode,
        "percentile": _percentile,
        "regression_average": _regression_average,
        "top": _top,
        "total": _total,
        "vector": lambda _: Value(ArrayType(element=t.FLOAT, contains_null=False)),
    },
    parse_type,
    "aggregate",
)
