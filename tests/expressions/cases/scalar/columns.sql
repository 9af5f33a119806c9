-- Columns
i
I
i_r
(i)
((i_r))
`i`
`a column`
`dotted.name`
`select`
-- Fields of structs
st.x
st.y
st_r.x
st_r.y
ST.X
`st`.`x`
st.z.w
st.z.v
st_r.arr
st_r.arr[0]
st['x']
st_r['y']
(st).x
(st_r).y
-- Elements of arrays
ints[0]
ints_r[0]
ints_r[i]
ints_r[i_r]
ints[i_r]
ints[b_r]
ints[l_r]
ints[NULL]
nested[0]
nested_r[0][1]
nested_r[i_r][i_r]
array(1, 2, 3)[0]
array(1, 2, 3)[5]
array(1, i)[0]
array(1, i)[1]
array(1, i)[i_r]
array(1, 2)[i_r]
array(1, 2)[-1]
-- Values of maps
m['k']
m_r['k']
m.k
m_r.k
m[str]
m[str_r]
mi[1]
mi[i]
mi[s]
mi[l]
md[DATE '2024-01-01']
mm['a']['b']
mm.a.b
ms['a'].x
ms['a'].y
m[NULL]
map('a', 1)['a']
map('a', 1).a
-- Fields of the structs in an array
rows.x
rows.y
pairs.k
pairs.v
rows[0].x
rows[0].y
rows[i_r].y
pairs['k']
-- Calls and fields
struct(i, str).i
struct(i_r, str).i_r
named_struct('a', i, 'b', str_r).b
named_struct('a', i, 'b', str_r)['b']
array(struct(i_r AS a))[0].a
array(struct(i_r AS a)).a
struct(I, Str_R)
struct(ST.X)
