-- What is not known before Spark runs, or not worth computing: no mistake is reported
SELECT id + 1 FROM people -- unknown: Spark makes the name
SELECT * FROM (SELECT id + 1, name FROM people) t WHERE name = 'x' -- unknown: Spark makes the name
SELECT `(id + 1)` AS a FROM (SELECT id + 1, name FROM people) t -- unknown: Spark makes the name
SELECT t.`(id + 1)` AS a FROM (SELECT id + 1, name FROM people) t -- unknown: Spark makes the name
SELECT 1, 'a' FROM people -- unknown: Spark makes the name
SELECT p.id, e FROM people p, LATERAL explode(array(p.id)) AS t(e) -- unknown: functions as tables
SELECT * FROM explode(array(1, 2)) -- unknown: functions as tables
SELECT col FROM explode(array(1, 2)) t -- unknown: functions as tables
SELECT * FROM people UNPIVOT (v FOR k IN (id, age)) -- unknown: unpivots are not computed
SELECT * FROM people PIVOT (count(id) FOR city IN ('a', 'b')) -- unknown: pivots are not computed
SELECT stack(2, 1, 'a', 2, 'b') AS (n, s) -- unknown: stack is not computed
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t -- unknown: recursion is not computed
