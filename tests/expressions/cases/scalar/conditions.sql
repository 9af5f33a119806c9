-- Comparisons
i = 1
i == 1
i_r = 1
i_r <> 1
i_r != 1
i < l
i_r < l_r
i_r >= 1.5
n_r > 1
n_r = 1.5
n_r = 1.555
n_r < n38_r
n_r = d_r
str_r = 'a'
str_r < 'b'
str_r = 1
str_r = i_r
str_r = 1.5
str_r = d_r
str_r = n_r
str_r > day_r
str_r = ts_r
str_r = flag_r
str_r = bin_r
day_r = '2024-01-01'
day_r > ts_r
day_r < ntz_r
ts_r < ntz_r
ts_r >= '2024-01-01'
ts_r = day_r
flag_r = true
flag_r = 'true'
flag_r = flag
i_r = NULL
NULL = NULL
str_r = NULL
bin_r = bin_r
bin_r = X'01'
ints_r = array(1, 2)
ints_r = array(1L)
nested_r = nested
st = st
st_r = st_r
struct(1, 'a') = struct(2, 'b')
struct(1, 'a') = struct(2L, 'b')
ym_r = INTERVAL 1 YEAR
dt_r > INTERVAL 1 DAY
dt_r > dd
hm < dt_r
-- Null-safe equality
i <=> 1
i <=> NULL
str <=> i
n <=> d
day <=> '2024-01-01'
ints <=> array(1)
-- Distinct from
i IS DISTINCT FROM 1
i IS NOT DISTINCT FROM NULL
str IS DISTINCT FROM 'a'
n IS DISTINCT FROM l
-- AND, OR, NOT
flag AND flag_r
flag_r AND flag_r
flag OR flag_r
flag_r OR true
NOT flag
NOT flag_r
! flag
!flag_r
NOT NOT flag_r
flag AND NULL
flag_r AND NULL
NULL OR NULL
NOT NULL
flag_r AND 'true'
flag_r OR str_r
i = 1 AND str = 'a' OR flag
i_r = 1 AND (str_r = 'a' OR NOT flag_r)
not(flag)
NOT(flag_r)
i > 1 and not l > 1
-- BETWEEN
i BETWEEN 1 AND 2
i_r BETWEEN 1 AND 2
i_r NOT BETWEEN 1 AND 2
i_r BETWEEN 1 AND l
i_r BETWEEN 1.5 AND 2.5
n_r BETWEEN 1 AND 2
n_r BETWEEN 0.05 AND 0.07
n_r BETWEEN 0.06 - 0.01 AND 0.06 + 0.01
d_r BETWEEN 1 AND 2
day_r BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
day_r BETWEEN '2024-01-01' AND '2024-12-31'
day BETWEEN '2024-01-01' AND ts
str_r BETWEEN 'a' AND 'b'
str_r BETWEEN 1 AND 2
5 BETWEEN i_r AND 10
1.5 BETWEEN i_r AND l_r
i_r BETWEEN NULL AND 2
i_r BETWEEN 1 AND 2 AND flag_r
-- IN
i IN (1, 2)
i_r IN (1, 2)
i_r IN (1)
i_r NOT IN (1, 2)
i_r IN (1, NULL)
i_r IN (1L, 2)
i_r IN (1.5)
n_r IN (1, 2)
n_r IN (1.5, 2.25)
n_r IN (1, d_r)
str_r IN ('a', 'b')
str_r IN ('a', str)
str_r IN (1, 2)
i_r IN ('1', '2')
day_r IN ('2024-01-01')
day_r IN (DATE '2024-01-01', ts_r)
ts_r IN (day_r)
flag_r IN (true, false)
flag_r IN ('true')
bin_r IN (X'01')
ints_r IN (array(1), array(2))
struct(1, 'a') IN (struct(1, 'a'))
(1, 'a') IN ((1, 'a'), (2, 'b'))
(i_r, str_r) IN ((1, 'a'))
NULL IN (1)
(i_r + 1) IN (1, 2, 3)
-- LIKE
str LIKE 'a%'
str_r LIKE 'a%'
str_r NOT LIKE 'a%'
str_r LIKE str
str_r LIKE 'a!%' ESCAPE '!'
str_r ILIKE 'A%'
str_r NOT ILIKE 'A%'
str_r RLIKE '^a'
str_r NOT RLIKE '^a'
str_r REGEXP '^a'
i_r LIKE '1%'
day_r LIKE '2024%'
str_r LIKE NULL
str_r LIKE ANY ('a%', 'b%')
str_r LIKE ALL ('a%', 'b%')
str_r LIKE SOME ('a%', 'b%')
str LIKE ANY ('a%')
str_r NOT LIKE ANY ('a%', 'b%')
str_r NOT LIKE ALL ('a%', 'b%')
str_r ILIKE ANY ('A%', 'b%')
str_r ILIKE ALL ('A%', 'b%')
like(str_r, 'a%')
like(str_r, 'a!%', '!')
ilike(str, 'a%')
rlike(str_r, 'a')
regexp(str_r, 'a')
regexp_like(str, 'a')
-- IS
i IS NULL
i IS NOT NULL
i_r IS NULL
NULL IS NULL
st IS NOT NULL
flag IS TRUE
flag IS NOT TRUE
flag IS FALSE
flag IS NOT FALSE
flag IS UNKNOWN
flag IS NOT UNKNOWN
(i > 1) IS TRUE
NULL IS TRUE
isnull(i)
isnotnull(i)
-- CASE
CASE WHEN flag THEN 1 END
CASE WHEN flag THEN 1 ELSE 2 END
CASE WHEN flag THEN i ELSE 2 END
CASE WHEN flag THEN 1 ELSE NULL END
CASE WHEN flag THEN NULL ELSE NULL END
CASE WHEN i = 1 THEN 'a' WHEN i = 2 THEN 'b' ELSE 'c' END
CASE i WHEN 1 THEN 'a' WHEN 2 THEN 'b' END
CASE i WHEN 1 THEN 'a' ELSE 'b' END
CASE str WHEN 1 THEN 'a' ELSE 'b' END
CASE i WHEN '1' THEN 1 ELSE 2 END
CASE WHEN flag THEN 1 ELSE 2.5 END
CASE WHEN flag THEN 1L ELSE 2 END
CASE WHEN flag THEN 1 ELSE 'a' END
CASE WHEN flag THEN str_r ELSE 1.5 END
CASE WHEN flag THEN n_r ELSE d_r END
CASE WHEN flag THEN n_r ELSE l_r END
CASE WHEN flag THEN n_r ELSE 0 END
CASE WHEN flag THEN day_r ELSE ts_r END
CASE WHEN flag THEN day_r ELSE '2024-01-01' END
CASE WHEN flag THEN ts_r ELSE ntz_r END
CASE WHEN flag THEN ints_r ELSE longs END
CASE WHEN flag THEN ints_r ELSE array() END
CASE WHEN flag THEN array(1) ELSE array('a') END
CASE WHEN flag THEN st ELSE NULL END
CASE WHEN flag THEN m_r ELSE map() END
CASE WHEN flag THEN CASE WHEN flag_r THEN 1 END ELSE 2 END
CASE WHEN i_r > 1 THEN i_r + 1 ELSE i_r - 1 END
CASE WHEN flag THEN str_r WHEN flag_r THEN str_r ELSE '' END
case when flag then 1 else 0 end + 1
CASE i + 1 WHEN 2 THEN 1 WHEN 3 THEN 2 ELSE 0 END
CASE WHEN flag THEN 1Y WHEN NOT flag THEN 2S ELSE 3 END
CASE true WHEN flag THEN 1 ELSE 0 END
-- IF, COALESCE, NVL and the like
if(flag, 1, 2)
if(flag, 1, NULL)
if(flag, i_r, l_r)
if(flag_r, 'a', str)
if(NULL, 1, 2)
coalesce(i)
coalesce(i, 1)
coalesce(i, l, 1)
coalesce(i, NULL)
coalesce(str, '')
coalesce(str, 1)
coalesce(n, 0)
coalesce(n, 0.0)
coalesce(n, d)
coalesce(day, '2024-01-01')
coalesce(day, current_date())
coalesce(ints, array())
coalesce(NULL, NULL)
coalesce(NULL, 1)
nvl(i, 0)
nvl(str, 'x')
nvl(i, 'x')
nvl2(i, 'a', 'b')
nvl2(i, i, 0)
nvl2(i, str_r, 1)
ifnull(i, 0)
ifnull(n, 0)
nullif(i, 0)
nullif(i_r, 0)
nullif(str_r, '')
nullif(i_r, '0')
nullifzero(i_r)
nullifzero(d)
nullifzero(n_r)
zeroifnull(i)
zeroifnull(n)
zeroifnull(d)
zeroifnull(str)
greatest(1, 2)
greatest(i, l, 2)
greatest(i_r, l_r)
greatest(str_r, 'a')
greatest(day_r, ts_r)
greatest(n_r, 1)
greatest(n_r, d_r)
least(i, i_r)
least(NULL, 1)
least(ints, array(1))
equal_null(i, 1)
equal_null(str, i)
