-- Aggregates and windows in a filter
sum(i) > 1 -- aggregate-misplaced 1:1
count(*) > 1 -- aggregate-misplaced 1:1
upper(max(str)) = 'a' -- aggregate-misplaced 1:7
i > avg(i) -- aggregate-misplaced 1:5
max(i) IS NULL -- aggregate-misplaced 1:1
row_number() OVER (ORDER BY i) = 1 -- window-misplaced 1:1
sum(i) OVER () > 1 -- window-misplaced 1:1
i - lag(i) OVER (ORDER BY i) > 0 -- window-misplaced 1:5
coalesce(rank() OVER (ORDER BY i), 0) = 1 -- window-misplaced 1:10
row_number() = 1 -- window-misplaced 1:1
