-- GROUP BY
SELECT city, count(*) AS n FROM people GROUP BY city
SELECT city AS c, sum(age) AS s, avg(age) AS a FROM people GROUP BY city
SELECT city AS c, count(*) AS n FROM people GROUP BY c
SELECT city, age, max(name) AS m FROM people GROUP BY 1, 2
SELECT upper(city) AS c, count(*) AS n FROM people GROUP BY upper(city)
SELECT year(day) AS y, sum(amount) AS s FROM orders GROUP BY year(day)
SELECT year(day) + 1 AS y FROM orders GROUP BY year(day)
SELECT city, count(*) AS n FROM people GROUP BY city HAVING count(*) > 1
SELECT city, count(*) AS n FROM people GROUP BY city HAVING n > 1
SELECT city FROM people GROUP BY city HAVING max(age) > 30
SELECT city, count(*) AS n FROM people GROUP BY ALL
SELECT count(*) AS n, sum(amount) AS s FROM orders
SELECT count(DISTINCT city) AS n FROM people
SELECT count(*) AS n FROM people HAVING count(*) > 1
SELECT sum(amount) / count(*) AS a FROM orders
SELECT city, count(*) FILTER (WHERE age > 30) AS n FROM people GROUP BY city
SELECT city, collect_list(name) AS names, max_by(name, age) AS oldest FROM people GROUP BY city
SELECT 1 AS one FROM people GROUP BY city
SELECT city, 'x' AS x, current_date() AS d FROM people GROUP BY city
SELECT p.city, count(o.id) AS n FROM people p LEFT JOIN orders o ON p.id = o.person_id GROUP BY p.city
SELECT city, percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS m FROM people GROUP BY city
SELECT city, sum(sum(age)) OVER () AS s FROM people GROUP BY city
SELECT city, count(*) AS n, rank() OVER (ORDER BY count(*) DESC) AS r FROM people GROUP BY city
SELECT city, age FROM people GROUP BY city, age
SELECT city FROM people GROUP BY city, age ORDER BY city
SELECT concat(city, '!') AS c FROM people GROUP BY city
SELECT items[0].price AS p, count(*) AS n FROM orders GROUP BY items[0].price
-- ROLLUP, CUBE, GROUPING SETS
SELECT city, age, count(*) AS n FROM people GROUP BY ROLLUP (city, age)
SELECT city, age, count(*) AS n FROM people GROUP BY CUBE (city, age)
SELECT city, age, count(*) AS n FROM people GROUP BY GROUPING SETS ((city), (age), ())
SELECT city, age, count(*) AS n FROM people GROUP BY city, age WITH ROLLUP
SELECT city, age, count(*) AS n FROM people GROUP BY city, age WITH CUBE
SELECT id, count(*) AS n FROM people GROUP BY ROLLUP (id)
SELECT city, grouping(city) AS g, grouping_id() AS gid, count(*) AS n FROM people GROUP BY CUBE (city)
SELECT city, age, grouping_id(city, age) AS g FROM people GROUP BY ROLLUP (city, age)
SELECT id, city, count(*) AS n FROM people GROUP BY id, ROLLUP (city)
SELECT id, city, count(*) AS n FROM people GROUP BY CUBE (id), city
SELECT id, age, count(*) AS n FROM people GROUP BY GROUPING SETS ((id, age), (id))
SELECT id, age, count(*) AS n FROM people GROUP BY id, age GROUPING SETS ((id, age), (id))
SELECT id, age, city FROM people GROUP BY GROUPING SETS (ROLLUP (id, age), (id, age, city))
SELECT id, age FROM people GROUP BY id, GROUPING SETS ((age), ())
SELECT id, age, city FROM people GROUP BY ROLLUP ((id, age), city)
SELECT city, mode() WITHIN GROUP (ORDER BY age) AS m FROM people GROUP BY city
-- Windows
SELECT id, first_value(age) IGNORE NULLS OVER (ORDER BY id) AS f FROM people
SELECT id, upper(name) AS u FROM people QUALIFY row_number() OVER (PARTITION BY city ORDER BY id) = 1
SELECT qualify.id FROM people AS qualify WHERE qualify.id > 1
SELECT id FROM people qualify
SELECT id, row_number() OVER (PARTITION BY city ORDER BY age) AS r FROM people
SELECT id, sum(age) OVER w AS s FROM people WINDOW w AS (PARTITION BY city)
SELECT id, lag(age, 1, 0) OVER (ORDER BY id) AS before FROM people
SELECT id, rank() OVER w AS r, dense_rank() OVER w AS d FROM people WINDOW w AS (PARTITION BY city ORDER BY age DESC)
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY age) AS r FROM people) WHERE r = 1
SELECT id, row_number() OVER (ORDER BY age) AS r FROM people QUALIFY r = 1
SELECT id, age / sum(age) OVER () AS share FROM people
