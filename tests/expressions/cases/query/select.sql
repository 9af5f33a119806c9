-- Columns and names
SELECT * FROM people
SELECT id FROM people
SELECT ID, Name FROM people
SELECT id AS a, name b FROM people
SELECT p.id, p.name FROM people p
SELECT p.* FROM people AS p
SELECT people.id FROM people
SELECT people.* FROM people
SELECT id, *, name AS n FROM people
SELECT * EXCEPT (age) FROM people
SELECT p.* EXCEPT (id, age) FROM people p
SELECT 1 AS one, 'a' AS a, NULL AS nothing
SELECT id + 1 AS next, upper(name) AS name FROM people
SELECT name AS a, a || '!' AS b FROM people
SELECT DISTINCT city FROM people
SELECT DISTINCT city, age FROM people
SELECT ALL city FROM people
SELECT id FROM people LIMIT 10
SELECT id FROM people LIMIT 10 OFFSET 5
SELECT id FROM people WHERE age > 30 AND city = 'Berlin'
SELECT id FROM people WHERE age IS NOT NULL
SELECT tags['a'] AS a, items[0].price AS price FROM orders
SELECT items.price AS prices FROM orders
SELECT o.items FROM orders o WHERE size(o.items) > 0
SELECT st.x, st.z.w FROM wide
SELECT wide.st.x, w.i FROM wide CROSS JOIN (SELECT 1 AS i) w
SELECT `a column`, `dotted.name` FROM wide
SELECT CASE WHEN age > 30 THEN 'old' ELSE 'young' END AS kind FROM people
SELECT cast(age AS string) AS age, id::bigint AS id FROM people
SELECT current_date() AS today, current_timestamp AS now FROM people
SELECT count(*) FROM people
SELECT sum(age), max(name) FROM people
SELECT upper(name) FROM people
-- ORDER BY
SELECT id FROM people ORDER BY name
SELECT id AS a FROM people ORDER BY a DESC NULLS LAST
SELECT id, age FROM people ORDER BY 1, 2 DESC
SELECT id FROM people ORDER BY age + 1, upper(name)
SELECT id FROM people SORT BY age
SELECT id FROM people DISTRIBUTE BY city SORT BY age
SELECT id FROM people CLUSTER BY city
SELECT city, count(*) AS n FROM people GROUP BY city ORDER BY n DESC
SELECT city, count(*) AS n FROM people GROUP BY city ORDER BY count(*) DESC
SELECT city, count(*) AS n FROM people GROUP BY ALL ORDER BY ALL
-- VALUES, range
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(x, y)
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(x, y)
SELECT * FROM VALUES 1, 2, 3
SELECT col1 + 1 AS a FROM VALUES (1), (2)
SELECT * FROM VALUES (1, 1.5), (2L, 2)
VALUES (1, 'a'), (2, 'b')
SELECT * FROM range(10)
SELECT id * 2 AS a FROM range(1, 10, 2)
-- Subqueries in FROM
SELECT * FROM (SELECT id, name FROM people)
SELECT t.a FROM (SELECT id AS a FROM people) t
SELECT a FROM (SELECT id AS a FROM people WHERE age > 3) AS t WHERE a > 1
SELECT * FROM (SELECT * FROM (SELECT id FROM people) a) b
FROM people SELECT id
(SELECT id FROM people)
-- CTEs
WITH t AS (SELECT id FROM people) SELECT * FROM t
WITH t AS (SELECT id AS a FROM people), u AS (SELECT a + 1 AS b FROM t) SELECT b FROM u
WITH t(x) AS (SELECT id FROM people) SELECT x FROM t
WITH people AS (SELECT 1 AS one) SELECT * FROM people
WITH t AS (SELECT city, sum(age) AS s FROM people GROUP BY city) SELECT p.name, t.s FROM people p JOIN t ON p.city = t.city
SELECT * FROM (WITH t AS (SELECT 1 AS a) SELECT a FROM t)
WITH t AS (WITH u AS (SELECT 1 AS a) SELECT * FROM u) SELECT * FROM t
