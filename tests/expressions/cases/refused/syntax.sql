-- What Spark would take, mostly for a name behind an expression, and what is a query
i AND -- parse 1:3
i IN -- parse 1:1
str LIKE -- parse 1:5
i IS -- parse 1:3
i l -- parse 1:3
i AS b -- parse 1:3
upper(i) AS b -- parse 1:10
i b -- parse 1:3
i ISNULL -- parse 1:3
'a' i -- parse 1:5
i == 1 flag -- parse 1:8
SELECT -- parse 1:1
SELECT i -- parse 1:1
i IN (SELECT 1) -- parse 1:7
EXISTS (SELECT 1) -- parse 1:9
