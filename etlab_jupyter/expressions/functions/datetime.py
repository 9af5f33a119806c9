"""Functions of dates, timestamps and intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etlab_jupyter import spark_types as t
from etlab_jupyter.expressions.ddl import parse_type
from etlab_jupyter.expressions.functions.signature import NOT_KNOWN, Value, read_table
from etlab_jupyter.expressions.kinds import is_interval
from etlab_jupyter.spark_types import DataType

if TYPE_CHECKING:
    from etlab_jupyter.expressions.calls import Call

_DATE_PARTS = {
    "year": t.INTEGER, "years": t.INTEGER, "y": t.INTEGER, "yr": t.INTEGER, "yrs": t.INTEGER,
    "yearofweek": t.INTEGER,
    "quarter": t.INTEGER, "qtr": t.INTEGER,
    "month": t.INTEGER, "mon": t.INTEGER, "mons": t.INTEGER, "months": t.INTEGER,
    "week": t.INTEGER, "w": t.INTEGER, "weeks": t.INTEGER,
    "day": t.INTEGER, "d": t.INTEGER, "days": t.INTEGER,
    "dayofweek": t.INTEGER, "dow": t.INTEGER, "dayofweek_iso": t.INTEGER, "dow_iso": t.INTEGER,
    "doy": t.INTEGER,
    "hour": t.INTEGER, "h": t.INTEGER, "hours": t.INTEGER, "hr": t.INTEGER, "hrs": t.INTEGER,
    "minute": t.INTEGER, "m": t.INTEGER, "min": t.INTEGER, "mins": t.INTEGER,
    "minutes": t.INTEGER,
    "second": t.DecimalType(precision=8, scale=6), "s": t.DecimalType(precision=8, scale=6),
    "sec": t.DecimalType(precision=8, scale=6), "secs": t.DecimalType(precision=8, scale=6),
    "seconds": t.DecimalType(precision=8, scale=6),
}  # fmt: skip
_INTERVAL_PARTS = {"month": t.BYTE, "hour": t.BYTE, "minute": t.BYTE}


def _date_part(call: Call) -> Value:
    """`date_part('year', a)`, `EXTRACT(YEAR FROM a)`."""
    part, source = call.values
    if source.type == t.UNKNOWN or not isinstance(part.constant, str):
        return NOT_KNOWN
    type_ = _DATE_PARTS.get(part.constant.lower())
    if type_ is None:
        return call.mismatch(f"There is no part {part.constant!r} in a date.")
    if is_interval(source.type):
        name = part.constant.lower().rstrip("s")
        return Value(_INTERVAL_PARTS.get(name, type_), source.nullable)
    if not t.is_datetime(source.type) and source.type not in (t.STRING, t.VOID):
        return call.mismatch(
            f"`{call.function.name}` needs a date or timestamp, but it is {source.type}."
        )
    nullable = source.nullable or source.type == t.STRING
    if source.type == t.TIMESTAMP_NTZ and type_ == t.INTEGER:
        nullable = nullable or part.constant.lower()[0] not in "hm"
    return Value(type_, nullable)


def _date_add(call: Call) -> Value:
    """A whole number of days; ANSI mode reads a string as one."""
    days = call.values[1]
    if days.type == t.STRING:
        if call.scope.ansi:
            days = call.scope.cast(days, t.INTEGER)
        elif str(days.constant).lstrip("-").isdecimal():
            days = Value(t.INTEGER, False)
    if days.type not in (t.INTEGER, t.SHORT, t.BYTE, t.VOID, t.UNKNOWN):
        return call.mismatch(
            f"`{call.function.name}` needs a whole number of days (an int), "
            f"but {call.scope.source(call.nodes[1])} is {days.type}.",
            "Cast it: cast(… AS int).",
        )
    return Value(t.DATE, call.values[0].nullable or days.nullable)


def _to_date(call: Call) -> Value:
    """With a format it fails in ANSI mode, and gives null without."""
    value = call.values[0]
    if len(call.values) == 1:
        return call.scope.cast(value, t.DATE)
    lenient = not call.scope.ansi
    return Value(t.DATE, call.nullable or lenient)


def _to_timestamp(type_: DataType) -> object:
    def rule(call: Call) -> Value:
        if len(call.values) == 1:
            return call.scope.cast(call.values[0], type_)
        return Value(type_, call.nullable or not call.scope.ansi)

    return rule


def _try_to(call: Call) -> Value:
    """Null where a text is no date or timestamp."""
    target = t.DATE if call.function.name == "try_to_date" else t.TIMESTAMP
    value = call.scope.cast(call.values[0], target)
    return value if len(call.values) == 1 else Value(target)


def _lenient(call: Call) -> Value:
    """What is null for a wrong text unless ANSI mode makes it an error."""
    type_ = call.function.name
    return Value(_LENIENT[type_], call.nullable or not call.scope.ansi)


_LENIENT = {
    "make_date": t.DATE,
    "make_interval": t.DataType("interval"),
    "to_unix_timestamp": t.LONG,
    "unix_timestamp": t.LONG,
    "make_timestamp": t.TIMESTAMP,
    "make_timestamp_ltz": t.TIMESTAMP,
    "make_timestamp_ntz": t.TIMESTAMP_NTZ,
}


def _convert_timezone(call: Call) -> Value:
    """Two arguments are the target zone and the time."""
    if len(call.values) == 2:
        zone, moment = call.values
        return Value(
            t.TIMESTAMP_NTZ,
            zone.nullable or call.scope.cast(moment, t.TIMESTAMP_NTZ).nullable,
        )
    return Value(t.TIMESTAMP_NTZ, call.nullable)


def _timestamp_seconds(call: Call) -> Value:
    value = call.values[0]
    return Value(t.TIMESTAMP, value.nullable or value.type in (t.FLOAT, t.DOUBLE))


def _time(call: Call) -> Value:
    """With as many decimal places of a second as the argument says."""
    digits = call.values[0].constant if call.values else 6
    return Value(t.DataType(f"time({digits})") if isinstance(digits, int) else t.UNKNOWN, False)


def _timestampadd(call: Call) -> Value:
    """`timestampadd(HOUR, 1, a)` gives a timestamp of a date as well."""
    moment = call.values[2]
    if moment.type not in (t.TIMESTAMP_NTZ, t.UNKNOWN):
        moment = call.scope.cast(moment, t.TIMESTAMP)
    return Value(moment.type, moment.nullable or call.nullable)


def _window(call: Call) -> Value:
    """A window of time, as a struct of its start and its end."""
    type_ = call.values[0].type
    if t.is_datetime(type_) and type_ != t.TIMESTAMP_NTZ:
        type_ = t.TIMESTAMP
    fields = tuple(t.Field(name, type_, True) for name in ("start", "end"))
    # Windows that overlap or leave gaps come from a generator.
    sizes = {value.constant for value in call.values[1:3]}
    return Value(t.StructType(fields=fields), len(sizes) > 1)


FUNCTIONS = read_table(
    """
    add_months                          | date int                  | date
    convert_timezone                    | string any [timestamp_ntz] | convert_timezone
    datediff date_diff                  | date date                 | int
    time_bucket                         | interval^ timestamp/timestamp_ntz [instant^] | =2
    timestampadd                        | string int any            | timestampadd
    timestampdiff                       | string instant/timestamp instant/timestamp | bigint
    curdate current_date                |                           | date!
    current_timestamp now               |                           | timestamp!
    current_time localtime              | [int^]                    | time
    current_timezone                    |                           | string!
    date_add dateadd date_sub           | date any                  | date_add
    date_format                         | timestamp string          | string
    date_from_unix_date                 | int                       | date
    date_part datepart                  | string^ any               | date_part
    date_trunc                          | string timestamp          | timestamp?
    day dayofmonth dayofweek dayofyear month quarter weekday weekofyear year | date | int
    dayname monthname                   | date                      | string
    from_unixtime                       | bigint [string] | string?
    from_utc_timestamp to_utc_timestamp | timestamp string          | timestamp
    hour minute second                  | instant                   | int
    last_day                            | date                      | date
    localtimestamp                      |                           | timestamp_ntz!
    make_date                           | int int int               | lenient
    make_dt_interval                    | [int] [int] [int] [decimal] | interval day to second
    make_interval                       | [int] [int] [int] [int] [int] [int] [decimal] | lenient
    try_make_interval                   | int [int] [int] [int] [int] [int] [decimal] | interval?
    make_timestamp make_timestamp_ltz   | int int int int int decimal [string] | lenient
    make_timestamp_ntz                  | int int int int int decimal | lenient
    try_make_timestamp try_make_timestamp_ltz | int int int int int decimal [string] | timestamp?
    try_make_timestamp_ntz              | int int int int int decimal | timestamp_ntz?
    make_ym_interval                    | [int] [int]               | interval year to month
    months_between                      | timestamp timestamp [boolean] | double
    next_day                            | date string               | date?
    session_window                      | instant string            | window
    timestamp_micros timestamp_millis   | integral                  | timestamp
    timestamp_seconds                   | numeric!                  | timestamp_seconds
    to_date                             | string/date/instant [string] | to_date
    try_to_date                         | string/date/instant [string] | try_to
    to_timestamp                        | string/date/instant/numeric [string] | to_timestamp
    to_timestamp_ltz                    | string/date/instant/numeric [string] | to_timestamp
    to_timestamp_ntz                    | string/date/instant [string] | to_timestamp_ntz
    try_to_timestamp                    | string/date/instant/numeric [string] | try_to
    to_unix_timestamp                   | string/date/instant! [string] | lenient
    unix_timestamp                      | [string/date/instant!] [string] | lenient
    trunc                               | date string               | date?
    unix_date                           | date!                     | int
    unix_micros unix_millis unix_seconds | instant!                 | bigint
    window                              | instant any^ [any^] [any^] | window
    window_time                         | struct                    | timestamp?
    """,
    {
        "convert_timezone": _convert_timezone,
        "date_add": _date_add,
        "date_part": _date_part,
        "lenient": _lenient,
        "to_date": _to_date,
        "to_timestamp": _to_timestamp(t.TIMESTAMP),  # type: ignore[dict-item]
        "to_timestamp_ntz": _to_timestamp(t.TIMESTAMP_NTZ),  # type: ignore[dict-item]
        "timestamp_seconds": _timestamp_seconds,
        "time": _time,
        "timestampadd": _timestampadd,
        "try_to": _try_to,
        "window": _window,
    },
    parse_type,
)
