-- Tables and columns
SELECT * FROM nothing -- unknown-table 1:15
SELECT nothing FROM people -- unknown-column 1:8
SELECT p.nothing FROM people p -- unknown-column 1:8
SELECT q.id FROM people p -- unknown-column 1:8
SELECT people.id FROM people p -- unknown-column 1:8
SELECT q.* FROM people p -- unknown-table 1:8
SELECT id FROM people WHERE nothing = 1 -- unknown-column 1:29
SELECT id FROM people ORDER BY nothing -- unknown-column 1:32
SELECT id AS a FROM people WHERE a = 1 -- unknown-column 1:34
SELECT id FROM people p JOIN orders o ON p.id = o.person_id -- ambiguous-column 1:8
SELECT city FROM people, cities -- ambiguous-column 1:8
SELECT p.id FROM people p JOIN cities c USING (nothing) -- unknown-column 1:48
SELECT p.id FROM people p JOIN cities c ON p.city = c.nothing -- unknown-column 1:53
SELECT x FROM (SELECT id FROM people) t -- unknown-column 1:8
WITH t AS (SELECT id FROM people) SELECT name FROM t -- unknown-column 1:42
SELECT * FROM t WHERE id = 1 -- unknown-table 1:15
-- Types
SELECT id + city FROM people WHERE age -- type-mismatch 1:36
SELECT id FROM people WHERE age + 1 -- type-mismatch 1:29
SELECT p.id FROM people p JOIN orders o ON p.id -- type-mismatch 1:44
SELECT id FROM people UNION ALL SELECT id, note FROM orders -- type-mismatch 1:40
SELECT day FROM orders UNION ALL SELECT id FROM orders -- type-mismatch 1:41
SELECT id FROM orders ORDER BY tags -- type-mismatch 1:32
-- Groups and windows
SELECT city, name, count(*) AS n FROM people GROUP BY city -- not-grouped 1:14
SELECT name, count(*) AS n FROM people -- not-grouped 1:8
SELECT id FROM people WHERE sum(age) > 1 -- aggregate-misplaced 1:29
SELECT city, sum(sum(age)) AS s FROM people GROUP BY city -- aggregate-misplaced 1:18
SELECT id FROM people WHERE row_number() OVER (ORDER BY id) = 1 -- window-misplaced 1:29
SELECT upper(name) AS u, count(*) AS n FROM people GROUP BY city -- not-grouped 1:14
SELECT city FROM people GROUP BY city HAVING age > 1 -- not-grouped 1:46
SELECT city FROM people GROUP BY city ORDER BY age -- not-grouped 1:48
-- Syntax
SELECT -- parse 1:1
SELECT id FROM -- parse 1:11
SELECT id, FROM people -- parse 1:12
SELECT id name age FROM people -- parse 1:16
SELECT (id FROM people -- parse 1:22
SELECT id FROM people; SELECT 1 -- parse -
INSERT INTO people VALUES (1) -- parse 1:1
SELECT 'a FROM people -- parse 1:8
