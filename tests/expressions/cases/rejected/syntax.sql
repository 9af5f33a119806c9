-- Quotes and parentheses
'abc -- parse 1:1
"abc -- parse 1:1
`abc -- parse 1:1
upper('abc) -- parse 1:7
i + 'a'' -- parse 1:8
(i -- parse 1:2
(i + 1 -- parse 1:6
upper(i -- parse 1:7
upper(i, (l + 1) -- parse 1:16
i) -- parse 1:2
i + 1) -- parse 1:6
ints[0 -- parse 1:6
ints[0) -- parse 1:7
(i] -- parse 1:3
() -- parse -
/* never ends -- parse 1:1
-- Operands and operators that are missing
+ -- parse 1:1
i + -- parse 1:3
i + * 2 -- parse 1:7
* 2 -- parse 1:3
AND i -- parse 1:5
i = -- parse 1:3
= i -- parse 1:3
i IN ( -- parse 1:6
i BETWEEN 1 -- parse 1:11
i BETWEEN 1 AND -- parse 1:13
i BETWEEN AND 2 -- parse 1:15
NOT -- parse 1:1
i IS NOT -- parse 1:3
i = = 1 -- parse 1:5
i === 1 -- parse 1:5
i =! 1 -- type-mismatch 1:6
i <> = 1 -- parse 1:6
i && l -- parse 1:3
! -- parse 1:1
-- Commas
upper(i,) -- parse 1:9
upper(,i) -- parse 1:7
coalesce(i,,l) -- parse 1:12
i, -- parse 1:2
i, l -- parse 1:2
,i -- parse 1:1
-- Words that do not belong
i plus l -- parse 1:3
i > 1 then 2 -- parse 1:7
if i > 1 then 2 -- parse 1:4
i > 1 ? 2 : 3 -- parse 1:7
1 2 -- parse 1:3
2i -- unknown-column 1:1
-- CASE
CASE -- parse 1:1
CASE WHEN -- parse 1:6
CASE WHEN i -- parse 1:11
CASE WHEN flag THEN -- parse 1:16
CASE WHEN flag THEN 1 -- parse 1:21
CASE WHEN flag THEN 1 ELSE -- parse 1:23
CASE WHEN flag THEN 1 ELSE 2 -- parse 1:28
CASE flag THEN 1 END -- parse 1:6
CASE END -- parse 1:6
WHEN flag THEN 1 END -- parse 1:1
-- Casts and types
CAST(i AS) -- parse 1:10
CAST(i) -- parse 1:7
CAST(i bigint) -- parse 1:8
CAST(i AS nothing) -- parse 1:11
CAST(i AS decimal(50)) -- parse 1:18
CAST(i AS decimal(5, 6)) -- parse 1:18
CAST(i AS decimal(a)) -- parse 1:19
CAST(i AS array) -- parse 1:16
CAST(i AS array<int) -- parse 1:20
CAST(i AS map<int>) -- parse 1:18
CAST(i AS struct<a>) -- parse 1:19
CAST(i AS int -- parse 1:13
i:: -- parse 1:2
i::nothing -- parse 1:4
-- Lambda functions
transform(ints, x ->) -- parse 1:21
transform(ints, -> x) -- parse 1:17
transform(ints, (x, -> x) -- parse 1:25
-- OVER
sum(i) OVER ( -- parse 1:13
sum(i) OVER (PARTITION) -- window-misplaced 1:1
sum(i) OVER (PARTITION BY) -- parse 1:26
-- Statements and queries
SELECT i FROM t -- parse 1:1
(SELECT i FROM t) -- parse 1:2
WITH t AS (SELECT 1) SELECT * FROM t -- parse 1:1
DROP TABLE t -- parse 1:6
INSERT INTO t VALUES (1) -- parse 1:8
UPDATE t SET i = 1 -- parse 1:8
DELETE FROM t -- parse 1:8
CREATE TABLE t (i int) -- parse 1:8
i; -- parse 1:2
i; DROP TABLE t -- parse 1:2
i FROM t -- parse 1:3
i WHERE flag -- parse 1:3
i ORDER BY l -- parse 1:3
i LIMIT 1 -- parse 1:3
-- Signs
i @ l -- parse 1:3
i # l -- parse 1:3
$i -- parse 1:1
{i} -- parse 1:1
i := 1 -- parse 1:3
\i -- parse 1:1
i ~ l -- parse 1:3
@i -- parse 1:1
? -- parse 1:1
:name -- parse -
