-- Kinds of joins
SELECT * FROM people p JOIN orders o ON p.id = o.person_id
SELECT * FROM people p INNER JOIN cities c ON p.city = c.city
SELECT p.name, c.country FROM people p LEFT JOIN cities c ON p.city = c.city
SELECT p.name, c.city FROM people p RIGHT JOIN cities c ON p.city = c.city
SELECT p.id, c.city FROM people p FULL JOIN cities c ON p.city = c.city
SELECT p.id, c.city FROM people p FULL OUTER JOIN cities c ON p.city = c.city
SELECT * FROM people p LEFT SEMI JOIN orders o ON p.id = o.person_id
SELECT * FROM people p LEFT ANTI JOIN orders o ON p.id = o.person_id
SELECT * FROM people p SEMI JOIN orders o ON p.id = o.person_id
SELECT * FROM people p ANTI JOIN orders o ON p.id = o.person_id
SELECT p.id, o.id AS order_id FROM people p CROSS JOIN orders o
SELECT p.id, c.country FROM people p, cities c
SELECT p.id FROM people p, cities c WHERE p.city = c.city
-- USING, NATURAL
SELECT * FROM people JOIN cities USING (city)
SELECT * FROM people LEFT JOIN cities USING (city)
SELECT * FROM people RIGHT JOIN cities USING (city)
SELECT * FROM people FULL JOIN cities USING (city)
SELECT city, country FROM people JOIN cities USING (city)
SELECT people.city, cities.city AS other FROM people LEFT JOIN cities USING (city)
SELECT * FROM people NATURAL JOIN cities
SELECT * FROM people NATURAL LEFT JOIN cities
SELECT p.* FROM people p JOIN cities c USING (city)
SELECT c.* FROM people p JOIN cities c USING (city)
SELECT * FROM people LEFT SEMI JOIN cities USING (city)
SELECT q.* FROM people p LEFT JOIN people q USING (city, id)
SELECT q.*, p.* FROM people p FULL JOIN people q USING (city, id)
SELECT * FROM people p RIGHT JOIN people q USING (age, id)
SELECT * FROM people LEFT ANTI JOIN cities USING (city)
-- Several
SELECT a.id FROM (SELECT id, 1 + 1 FROM people) a NATURAL JOIN (SELECT id, 2 + 2 FROM orders) b
SELECT p.name, o.amount, c.country FROM people p JOIN orders o ON p.id = o.person_id LEFT JOIN cities c ON p.city = c.city
SELECT a.id, b.id AS boss FROM people a LEFT JOIN people b ON a.id = b.id + 1
SELECT p.id, t.n FROM people p LEFT JOIN (SELECT person_id, count(*) AS n FROM orders GROUP BY person_id) t ON p.id = t.person_id
SELECT p.id FROM people p JOIN orders o ON p.id = o.person_id AND o.amount > 10
SELECT p.id, o.amount FROM people p LEFT JOIN orders o ON p.id = o.person_id WHERE o.amount IS NULL
SELECT p.id, x.amount FROM people p LEFT JOIN orders x ON p.id = x.person_id RIGHT JOIN cities c ON p.city = c.city
SELECT * FROM (SELECT id FROM people) a JOIN (SELECT person_id FROM orders) b ON a.id = b.person_id
-- LATERAL VIEW
SELECT o.id, item FROM orders o LATERAL VIEW explode(items) t AS item
SELECT o.id, item.price FROM orders o LATERAL VIEW explode(items) t AS item
SELECT o.id, item.price FROM orders o LATERAL VIEW OUTER explode(items) t AS item
SELECT id, k, v FROM orders LATERAL VIEW explode(tags) t AS k, v
SELECT id, pos, item FROM orders LATERAL VIEW posexplode(items) t AS pos, item
SELECT id, t.price FROM orders LATERAL VIEW inline(items) t
SELECT id, a, b FROM orders LATERAL VIEW json_tuple(note, 'a', 'b') t AS a, b
SELECT id, x, y FROM orders LATERAL VIEW explode(array(1, 2)) a AS x LATERAL VIEW explode(array('a')) b AS y
SELECT id, col FROM orders LATERAL VIEW explode(sequence(1, 3)) t
SELECT w.i, x FROM wide w LATERAL VIEW explode(ints) t AS x WHERE x > 1
-- Generators in SELECT
SELECT id, explode(items) AS item FROM orders
SELECT id, explode(tags) AS (k, v) FROM orders
SELECT explode(tags) FROM orders
SELECT posexplode(items) FROM orders
SELECT posexplode(items) AS (p, i) FROM orders
SELECT inline(items) FROM orders
SELECT explode(array(1, 2))
SELECT id, explode_outer(items) AS item FROM orders
SELECT posexplode_outer(tags) FROM orders
SELECT json_tuple(note, 'a', 'b') FROM orders
SELECT json_tuple(note, 'a', 'b') AS (x, y) FROM orders
-- The keys of USING by the names of their tables
SELECT p.* FROM people p RIGHT JOIN cities c USING (city)
SELECT c.* FROM people p LEFT JOIN cities c USING (city)
SELECT p.*, c.* FROM people p FULL JOIN cities c USING (city)
SELECT p.city, c.city AS other FROM people p RIGHT JOIN cities c USING (city)
SELECT p.id, c.country FROM people p JOIN cities c USING (city) JOIN orders o ON o.person_id = p.id
SELECT o.* FROM people p JOIN cities c USING (city) JOIN orders o ON o.person_id = p.id
