-- Unknown columns and fields
nothing -- unknown-column 1:1
nothing + 1 -- unknown-column 1:1
i + nothing -- unknown-column 1:5
upper(nothing) -- unknown-column 1:7
st.nothing -- unknown-column 1:1
st.z.nothing -- unknown-column 1:1
rows.nothing -- unknown-column 1:1
nothing.x -- unknown-column 1:1
`a` -- unknown-column 1:1
coalesce(i, nothing) -- unknown-column 1:13
CASE WHEN nothing THEN 1 END -- unknown-column 1:11
transform(ints, x -> y) -- unknown-column 1:22
-- Wrong types in operators
flag + 1 -- type-mismatch 1:1
i + flag -- type-mismatch 1:1
str + str -- type-mismatch 1:1
ints + 1 -- type-mismatch 1:1
day + 1.5 -- type-mismatch 1:1
day + day -- type-mismatch 1:1
ts + 1 -- type-mismatch 1:1
i - day -- type-mismatch 1:1
ts - 1 -- type-mismatch 1:1
i / flag -- type-mismatch 1:1
flag * 2 -- type-mismatch 1:1
-flag -- type-mismatch 1:2
-day -- type-mismatch 1:2
~d -- type-mismatch 1:2
i & 1.5 -- type-mismatch 1:1
flag | flag -- type-mismatch 1:1
st + 1 -- type-mismatch 1:1
i || ints -- type-mismatch 1:6
m + m -- type-mismatch 1:1
INTERVAL 1 DAY + INTERVAL 1 MONTH -- type-mismatch -
INTERVAL i DAYS -- type-mismatch 1:10
day * 2 -- type-mismatch 1:1
i << flag -- type-mismatch 1:6
-- Comparisons
i = ints -- type-mismatch 1:1
i = day -- type-mismatch 1:1
i > flag -- type-mismatch 1:1
flag < 1 -- type-mismatch 1:1
day = 1 -- type-mismatch 1:1
ts > 5 -- type-mismatch 1:1
str = ints -- type-mismatch 1:1
m = m -- type-mismatch 1:1
st = st_r -- type-mismatch 1:1
i BETWEEN day AND 2 -- type-mismatch 1:1
i IN (ints) -- type-mismatch 1:1
flag IN (1, 2) -- type-mismatch 1:1
day IN (1) -- type-mismatch 1:1
m IN (m) -- type-mismatch 1:1
bin = 1 -- type-mismatch 1:1
v = 1 -- type-mismatch 1:1
ints < m -- type-mismatch 1:1
-- Conditions
i AND flag -- type-mismatch 1:1
flag AND 1 -- type-mismatch 1:10
NOT i -- type-mismatch 1:5
NOT day -- type-mismatch 1:5
flag OR day -- type-mismatch 1:9
CASE WHEN i THEN 1 END -- type-mismatch 1:11
CASE WHEN NULL THEN 1 END -- type-mismatch 1:21
CASE i WHEN day THEN 1 END -- type-mismatch 1:13
CASE WHEN flag THEN 1 ELSE flag END -- type-mismatch 1:11
CASE WHEN flag THEN day ELSE 1 END -- type-mismatch 1:11
CASE WHEN flag THEN ints ELSE 1 END -- type-mismatch 1:11
if(i, 1, 2) -- type-mismatch 1:4
if(flag, 1, flag) -- type-mismatch 1:1
coalesce(i, flag) -- type-mismatch 1:1
coalesce(day, 1) -- type-mismatch 1:1
coalesce(st, st_r) -- type-mismatch 1:1
nullif(i, day) -- type-mismatch 1:1
nvl(flag, 0) -- type-mismatch 1:1
greatest(i, flag) -- type-mismatch 1:1
greatest(i, '1') -- type-mismatch 1:1
greatest(m, m) -- type-mismatch 1:1
i IS TRUE -- type-mismatch 1:1
str LIKE ints -- type-mismatch 1:10
ints RLIKE 'a' -- type-mismatch 1:1
-- Casts
CAST(day AS int) -- type-mismatch 1:6
CAST(flag AS date) -- type-mismatch 1:6
CAST(i AS date) -- type-mismatch 1:6
CAST(ints AS int) -- type-mismatch 1:6
CAST(i AS array<int>) -- type-mismatch 1:6
CAST(st AS int) -- type-mismatch 1:6
CAST(m AS array<int>) -- type-mismatch 1:6
CAST(i AS binary) -- type-mismatch 1:6
CAST(bin AS int) -- type-mismatch 1:6
CAST(ym AS interval day) -- type-mismatch 1:6
CAST(day AS boolean) -- type-mismatch 1:6
TRY_CAST(day AS int) -- type-mismatch 1:10
i::date -- type-mismatch 1:1
int(day) -- type-mismatch 1:1
-- Arrays, maps, structs
ints['a'] -- type-mismatch 1:1
ints[1.5] -- type-mismatch 1:1
m[1.5][2] -- type-mismatch 1:1
i[0] -- type-mismatch 1:1
i.x -- type-mismatch 1:1
str.x -- type-mismatch 1:1
array(1, flag) -- type-mismatch 1:1
array(1, day) -- type-mismatch 1:1
map(1) -- wrong-arguments 1:1
map(m, 1) -- type-mismatch 1:1
map('a', 1, 'b', flag) -- type-mismatch 1:1
named_struct('a') -- wrong-arguments 1:1
named_struct(1, 2) -- type-mismatch 1:1
array_contains(ints, 'a') -- type-mismatch 1:1
array_append(ints, 'a') -- type-mismatch 1:1
array_union(ints, strs) -- type-mismatch 1:1
element_at(ints, 'a') -- type-mismatch 1:1
element_at(m, 1) -- type-mismatch 1:1
element_at(i, 1) -- type-mismatch 1:12
flatten(ints) -- type-mismatch 1:1
array_max(i) -- type-mismatch 1:11
size(i) -- type-mismatch 1:6
explode(i) -- type-mismatch 1:9
map_keys(ints) -- type-mismatch 1:10
map_from_entries(ints) -- type-mismatch 1:1
sort_array(ints, 1) -- type-mismatch 1:18
concat(ints, 'a') -- type-mismatch 1:8
array_join(nested, ',') -- type-mismatch 1:1
sequence('a', 'b') -- type-mismatch 1:1
sequence(1.5, 2) -- type-mismatch 1:1
-- Functions
upper(ints) -- type-mismatch 1:7
length(m) -- type-mismatch 1:8
substring(str, 'a', flag) -- type-mismatch 1:21
year(i) -- type-mismatch 1:6
year(flag) -- type-mismatch 1:6
date_add(day, 1.5) -- type-mismatch 1:1
date_add(day, day) -- type-mismatch 1:1
date_add(i, 1) -- type-mismatch 1:10
add_months(day, flag) -- type-mismatch 1:17
datediff(i, day) -- type-mismatch 1:10
abs(flag) -- type-mismatch 1:1
abs(day) -- type-mismatch 1:1
sqrt(day) -- type-mismatch 1:6
round(flag) -- type-mismatch 1:7
round(str, i) -- wrong-arguments 1:12
isnan(day) -- type-mismatch 1:7
to_json(i) -- type-mismatch 1:1
from_json(str, i) -- wrong-arguments 1:16
from_json(str, str) -- wrong-arguments 1:16
hash(m) -- type-mismatch 1:1
last_day(i) -- type-mismatch 1:10
hour(i) -- type-mismatch 1:6
unix_date(str) -- type-mismatch 1:11
md5(i) -- type-mismatch 1:5
date_part(str, day) -- wrong-arguments 1:11
date_part('nothing', day) -- type-mismatch 1:1
percentile_approx(i, d) OVER () -- wrong-arguments 1:22
regexp_replace(str, 'a', 'b', i) -- wrong-arguments 1:31
-- Wrong number of arguments
upper() -- wrong-arguments 1:1
upper(str, str) -- wrong-arguments 1:1
coalesce() -- wrong-arguments 1:1
length(str, 1) -- wrong-arguments 1:1
concat_ws() -- wrong-arguments 1:1
substring(str) -- wrong-arguments 1:1
if(flag, 1) -- wrong-arguments 1:1
nvl(i) -- wrong-arguments 1:1
nvl2(i, 1) -- wrong-arguments 1:1
round(d, 1, 2) -- wrong-arguments 1:1
replace(str) -- wrong-arguments 1:1
year() -- wrong-arguments 1:1
current_date(1) -- wrong-arguments 1:1
date_add(day) -- wrong-arguments 1:1
pi(1) -- wrong-arguments 1:1
rand(1, 2) -- wrong-arguments 1:1
lpad(str) -- wrong-arguments 1:1
split(str) -- wrong-arguments 1:1
transform(ints) -- wrong-arguments 1:1
nullif(i) -- wrong-arguments 1:1
abs(1, 2) -- wrong-arguments 1:1
datediff(day) -- wrong-arguments 1:1
make_date(1, 2) -- wrong-arguments 1:1
-- Lambda functions
transform(i, x -> x) -- type-mismatch 1:11
filter(ints, x -> x + 1) -- type-mismatch 1:14
exists(ints, x -> 'a') -- type-mismatch 1:14
transform(ints, x -> x.y) -- type-mismatch 1:22
transform(ints, x -> upper(x) + flag) -- type-mismatch 1:22
aggregate(ints, 0, (a, x) -> 'a') -- type-mismatch 1:1
aggregate(ints, '', (a, x) -> a + x) -- type-mismatch 1:1
zip_with(ints, i, (x, y) -> x) -- type-mismatch 1:16
array_sort(ints, (a, b) -> 'a') -- type-mismatch 1:1
map_filter(ints, (k, v) -> true) -- type-mismatch 1:12
transform_values(m, (k, v) -> v + flag) -- type-mismatch 1:31
-- Aggregates and windows where they cannot be
i > avg(i) -- aggregate-misplaced 1:5
row_number() -- window-misplaced 1:1
lag(i) -- window-misplaced 1:1
rank() OVER (PARTITION BY i) -- window-misplaced 1:1
row_number() OVER () -- window-misplaced 1:1
sum(i) OVER (ORDER BY nothing) -- unknown-column 1:23
sum(nothing) OVER () -- unknown-column 1:5
sum(flag) OVER () -- type-mismatch 1:1
lag(i, 1, flag) OVER (ORDER BY i) -- type-mismatch 1:1
-- Numbers
100000000000000000000000000000000000000 -- parse 1:1
0.100000000000000000000000000000000000001 -- parse 1:1
i + -999999999999999999999999999999999999999 -- parse 1:6
