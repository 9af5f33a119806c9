-- Operators; the cross product of the number types is in the test
i + 1
i_r + 1
i_r - 1
i_r * 2
i_r / 2
i_r % 2
i_r DIV 2
l_r DIV 2
i_r + 1L
i_r + 1.5
i_r + 1e3
n_r + 1
n_r * 2
n_r * 1.05
n_r * (1 - n_r)
n_r * (1 - n_r) * (1 + n_r)
n_r / 3
n_r % 3
n_r DIV 3
n38_r + 1
n38_r * n38_r
n38 * n38
n38_r / n38_r
n3 * 100
1.1 + 2.22
1 / 3
1.0 / 3
7 DIV 2
7 % 2
- i
- i_r
-n_r
-(i_r + 1)
+i_r
- - i_r
-str_r
i + NULL
NULL + NULL
NULL * i_r
NULL / 2
NULL DIV 2
i_r + '1'
i_r + str_r
n_r + '1'
d_r * str_r
str_r / 2
b_r + b_r
b_r + s_r
s_r * s_r
1Y + 1Y
1S * 2S
f_r + i_r
f_r + f_r
f_r + n_r
f_r * l_r
d_r % 2
2 + 3 * 4 - 1
(2 + 3) * 4
1+2
i_r+i_r*2
0.1 * i_r
100.0 * n_r / n_r
-- Bits
i_r & 1
i_r | 1
i_r ^ 1
~i_r
~b_r
i & l
b_r | s_r
i_r << 2
i_r >> 2
i_r >>> 2
l_r << 2
1 << 3
-- Concatenation
str || 'a'
str_r || 'a'
str_r || i_r
str_r || NULL
i_r || l_r
day_r || ''
bin_r || bin_r
bin_r || str_r
ints_r || array(1)
ints_r || longs
'a' || 'b' || 'c'
-- Dates and intervals
day_r + 1
1 + day_r
day_r - 1
day_r + b_r
day_r + NULL
day_r - day_r
day_r - NULL
day - day_r
day_r - '2024-01-01'
'2024-01-01' - day_r
day_r + INTERVAL 1 DAY
day_r - INTERVAL 1 DAY
day_r + INTERVAL 1 MONTH
day_r + INTERVAL 1 YEAR
day_r + INTERVAL 1 HOUR
day_r + INTERVAL '1 2' DAY TO HOUR
INTERVAL 1 DAY + day_r
day_r + ym_r
day_r + dt_r
day_r + dd
ts_r + INTERVAL 1 DAY
ts_r - INTERVAL 1 HOUR
ts_r + INTERVAL 1 MONTH
INTERVAL 1 MONTH + ts_r
ntz_r + INTERVAL 1 DAY
ntz_r - ym
ts_r - ts_r
ts_r - day_r
day_r - ts_r
ts_r - '2024-01-01'
'2024-01-01' - ts_r
ntz_r - ntz_r
ntz_r - ts_r
ts_r - ntz_r
ntz_r - day_r
str_r + INTERVAL 1 DAY
str_r - INTERVAL 1 DAY
INTERVAL 1 DAY + INTERVAL 2 HOURS
INTERVAL 1 YEAR + INTERVAL 2 MONTHS
INTERVAL 1 DAY - INTERVAL 2 HOURS
ym_r + ym_r
dt_r - dd
hm + dd
INTERVAL 1 DAY * 2
2 * INTERVAL 1 DAY
dt_r * 1.5
dt_r * d_r
ym_r * 2
ym_r * n_r
dt_r / 2
ym_r / 2
dd * 2
hm / 2
ym_r * str_r
'2' * dt_r
dt_r DIV INTERVAL 1 HOUR
ym_r DIV INTERVAL 1 MONTH
INTERVAL 2 DAYS DIV INTERVAL 1 HOUR
-dt_r
-ym
+dd
make_interval(1, 2) + ts_r
day_r + make_interval(0, 0, 0, 1)
ts_r + make_interval(1)
i_r * INTERVAL 1 DAY
day_r + i_r * INTERVAL 1 DAY
n_r + 1Y
n38_r = n_r
coalesce(n38_r, n_r)
