/** The functions of Spark SQL that are offered while one types an expression. */

export const FUNCTIONS = (
  'abs acos add_months any_value array array_contains array_distinct array_join array_max array_min ' +
  'array_size array_sort avg bround cast ceil char_length coalesce collect_list collect_set concat ' +
  'concat_ws contains count count_if crc32 current_date current_timestamp date_add date_diff ' +
  'date_format date_sub date_trunc day dayofmonth dayofweek dayofyear dense_rank element_at ' +
  'endswith exp explode filter first floor format_number format_string from_json from_unixtime ' +
  'from_utc_timestamp get_json_object greatest hash hour if ifnull ilike initcap instr isnan ' +
  'isnotnull isnull json_tuple lag last last_day lead least left length levenshtein ln locate log ' +
  'log10 lower lpad ltrim make_date map map_keys map_values max max_by md5 median min min_by minute ' +
  'mod month months_between named_struct next_day nullif nvl nvl2 percentile percentile_approx pmod ' +
  'pow quarter rand rank regexp_extract regexp_like regexp_replace repeat replace reverse right ' +
  'round row_number rpad rtrim second sequence sha2 sign size slice sort_array split split_part sqrt ' +
  'startswith stddev struct substring sum to_date to_json to_timestamp to_unix_timestamp transform ' +
  'translate trim try_cast try_divide try_to_number trunc typeof upper uuid variance weekday ' +
  'weekofyear when year zip_with'
).split(' ');

export const TYPES = [
  'string',
  'int',
  'bigint',
  'double',
  'float',
  'boolean',
  'date',
  'timestamp',
  'decimal(12,2)',
  'binary',
  'array<string>',
  'map<string,string>'
];
