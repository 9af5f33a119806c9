sum(flag) -- type-mismatch 1:1
sum(day) -- type-mismatch 1:1
sum(ints) -- type-mismatch 1:1
avg(day) -- type-mismatch 1:1
avg(flag) -- type-mismatch 1:1
max(m) -- type-mismatch 1:1
min(m) -- type-mismatch 1:1
sum() -- wrong-arguments 1:1
sum(i, i) -- wrong-arguments 1:1
count() -- wrong-arguments 1:1
sum(max(i)) -- aggregate-misplaced 1:5
avg(sum(i) + 1) -- aggregate-misplaced 1:5
max(upper(nothing)) -- unknown-column 1:11
sum(nothing) -- unknown-column 1:5
collect_list() -- wrong-arguments 1:1
count_if(i) -- type-mismatch 1:10
bool_and(i) -- type-mismatch 1:10
percentile(i, d) -- wrong-arguments 1:15
percentile(i) -- wrong-arguments 1:1
percentile(day, 0.5) -- type-mismatch 1:12
stddev(day) -- type-mismatch 1:8
stddev(flag) -- type-mismatch 1:8
corr(i) -- wrong-arguments 1:1
corr(i, flag) -- type-mismatch 1:9
max_by(i) -- wrong-arguments 1:1
max_by(i, m) -- type-mismatch 1:1
first(i, i) -- type-mismatch 1:10
approx_percentile(str, i) -- wrong-arguments 1:24
sum(i) FILTER (WHERE i) -- type-mismatch 1:22
sum(i) FILTER (WHERE nothing) -- unknown-column 1:22
median(flag) -- type-mismatch 1:8
collect_set(m) -- type-mismatch 1:1
bit_and(d) -- type-mismatch 1:9
regr_count(i) -- wrong-arguments 1:1
rank() -- window-misplaced 1:1
