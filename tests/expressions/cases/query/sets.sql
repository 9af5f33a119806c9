-- UNION and its kind
SELECT id FROM people UNION SELECT person_id FROM orders
SELECT id FROM people UNION ALL SELECT id FROM orders
SELECT id, name FROM people UNION ALL SELECT id, note FROM orders
SELECT id FROM people UNION ALL SELECT amount FROM orders
SELECT name FROM people UNION ALL SELECT id FROM orders
SELECT day FROM orders UNION ALL SELECT NULL
SELECT id FROM people INTERSECT SELECT person_id FROM orders
SELECT person_id FROM orders INTERSECT SELECT id FROM people
SELECT id FROM people EXCEPT SELECT person_id FROM orders
SELECT person_id FROM orders EXCEPT ALL SELECT id FROM people
SELECT person_id FROM orders MINUS SELECT id FROM people
SELECT id FROM people UNION ALL SELECT id FROM orders UNION ALL SELECT 1L
SELECT id FROM people UNION ALL SELECT id FROM orders ORDER BY id LIMIT 5
(SELECT id FROM people) UNION ALL (SELECT id FROM orders)
SELECT id AS a FROM people UNION ALL SELECT id AS b FROM orders
SELECT * FROM (SELECT id FROM people UNION SELECT 1) t
WITH t AS (SELECT id FROM people UNION ALL SELECT 1) SELECT * FROM t
SELECT array(1) AS a UNION ALL SELECT array(1L)
SELECT struct(1 AS x) AS a UNION ALL SELECT struct(1.5 AS x)
-- Subqueries in expressions
SELECT id, (SELECT max(amount) FROM orders) AS m FROM people
SELECT id, (SELECT max(amount) FROM orders o WHERE o.person_id = p.id) AS m FROM people p
SELECT id FROM people WHERE id IN (SELECT person_id FROM orders)
SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM orders)
SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM orders o WHERE o.person_id = p.id)
SELECT id FROM people p WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.person_id = p.id AND o.amount > 10)
SELECT id FROM people WHERE age > (SELECT avg(age) FROM people)
SELECT id FROM people p WHERE age = (SELECT max(age) FROM people q WHERE q.city = p.city)
SELECT id FROM people WHERE (id, age) IN (SELECT person_id, 1 FROM orders)
SELECT id FROM people WHERE city IN (SELECT city FROM cities WHERE country = 'DE') AND age > 3
SELECT city, count(*) AS n FROM people GROUP BY city HAVING count(*) > (SELECT count(*) FROM orders)
SELECT CASE WHEN EXISTS (SELECT 1 FROM orders) THEN 1 ELSE 0 END AS a
SELECT id, id IN (SELECT person_id FROM orders) AS a FROM people
SELECT (SELECT 1) + 1 AS a
SELECT p.id, t.m FROM people p, LATERAL (SELECT max(amount) AS m FROM orders o WHERE o.person_id = p.id) t
SELECT * FROM people TABLESAMPLE (10 PERCENT)
SELECT /*+ BROADCAST(c) */ p.id FROM people p JOIN cities c ON p.city = c.city
