"""What the column types keep and what they refuse, on all three databases."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
import pytest_asyncio
import sqlalchemy as sa
from pydantic import ValidationError

from etlab_jupyter.api.enums import RunStatus
from etlab_jupyter.db import models
from tests.db.rows import everything, insert

pytestmark = pytest.mark.asyncio
USER, WORKSPACE, PAGE, CONNECTION, RUN = 0, 1, 2, 5, 6


@pytest_asyncio.fixture
async def rows(ready):
    """A row of every table, stored."""
    rows = everything()
    await insert(ready, rows)
    return rows


async def again(store, row):
    """The row as the database has it."""
    async with store.read() as session:
        return await session.get_one(type(row), row.id)


async def change(store, row, **values):
    async with store.write() as session:
        found = await session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)
    return await again(store, row)


@pytest.mark.parametrize("hours", [-12, 0, 5.75, 14])
async def test_times_come_back_in_utc_with_their_microseconds(ready, rows, hours):
    zone = timezone(timedelta(hours=hours))
    for when in (
        datetime(2024, 2, 29, 23, 59, 59, 999_999, zone),
        datetime(1970, 1, 1, 0, 0, 0, 1, zone),
        datetime(2100, 12, 31, 12, 0, 0, 0, zone),
    ):
        found = (await change(ready, rows[RUN], started_at=when)).started_at
        assert found == when
        assert found.tzinfo is UTC
        assert found.microsecond == when.microsecond
        async with ready.read() as session:  # also as the database compares it
            run = models.ExecutionHistory
            query = sa.select(run.id).where(run.started_at == when.astimezone(UTC))
            assert await session.scalar(query) == rows[RUN].id


async def test_a_time_without_a_zone_is_refused(ready, rows):
    with pytest.raises(sa.exc.StatementError, match="no time zone"):
        await change(ready, rows[RUN], started_at=datetime(2024, 1, 1))  # noqa: DTZ001


async def test_the_database_makes_no_times_of_its_own(ready, rows):
    before = datetime.now(UTC)
    found = await change(ready, rows[WORKSPACE], name="other")
    assert before <= found.updated_at <= datetime.now(UTC)
    assert found.updated_at.tzinfo is UTC


async def test_long_texts(ready, rows):
    text = "ä漢🎉\n" * 50_000
    assert len(text) == 200_000
    assert (await change(ready, rows[PAGE], description=text)).description == text
    code = "print('ä')  # 🎉\n" * 330_000
    assert len(code.encode()) > 5 * 1024 * 1024
    assert (await change(ready, rows[RUN], code=code, logs=code)).code == code


@pytest.mark.parametrize(
    "value",
    [
        "",
        " leading and trailing ",
        "🎉👩‍👩‍👧",
        "e\u0301 and \u00e9",
        "\\' \" % %s :x {} \\n",
        "tab\tnew\nline\r\n",
        "\u2028\ufeff\x01\x7f",
        "'; DROP TABLE users; --",
    ],
)
async def test_texts_come_back_as_they_are(ready, rows, value):
    page = await change(ready, rows[PAGE], description=value, generated_code=value)
    assert (page.description, page.generated_code) == (value, value)


async def test_names_of_255_characters_that_take_four_bytes(ready, rows):
    name = "🎉" * 255
    page = await change(ready, rows[PAGE], name=name, live_name=name)
    assert (page.name, page.live_name) == (name, name)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": None, "b": [], "c": {}, "d": ""},
        {"ü": "漢字 🎉", "key with \"quotes\" and \\": "\u2028 \\u0041 \n"},
        {"big": 2**63 - 1, "bigger": 2**70, "small": -(2**63)},
        {"float": 0.1, "tiny": 5e-324, "huge": 1.7976931348623157e308, "zero": 0.0},
        {"deep": [[[[{"x": [[], {}, None, True, False, 1, "1"]}]]]]},
    ],
)  # fmt: skip
async def test_json_comes_back_as_it_is(ready, rows, value):
    found = (await change(ready, rows[CONNECTION], config=value)).config
    assert found == value
    assert repr(found) == repr(value)


async def test_json_keeps_a_nodes_config_and_what_etlab_does_not_know(ready, rows):
    node = {**rows[PAGE].nodes[0], "id": "n2", "measured": {"width": 172.5}, "z": [1, "a", None]}
    node["data"] = {**node["data"], "config": {"n": 2**60, "text": "漢", "list": [[1], {}]}}
    page = await change(ready, rows[PAGE], nodes=[node, node])
    assert page.nodes == [node, node]


@pytest.mark.parametrize(
    ("row", "values"),
    [
        (PAGE, {"nodes": [{"id": "n"}]}),
        (PAGE, {"nodes": {"id": "n"}}),
        (PAGE, {"edges": [{"id": "e", "source": 1, "target": "n"}]}),
        (PAGE, {"metadata_": {"parameters": 5}}),
        (WORKSPACE, {"settings": {"default_connection_id": "no uuid"}}),
        (CONNECTION, {"config": ["a"]}),
        (RUN, {"result_summary": {"rows": {"a": "many"}}}),
        (RUN, {"request": {}}),
        (7, {"columns": [{"name": "id", "type": "no type"}]}),
        (8, {"schedule": {"start_date": "tomorrow"}}),
        (8, {"tasks": [{"id": "t"}]}),
        (9, {"task_states": {"t": 5}}),
    ],
)
async def test_json_columns_take_what_their_model_takes_only(ready, rows, row, values):
    with pytest.raises((sa.exc.StatementError, ValidationError)):
        await change(ready, rows[row], **values)
    name = next(iter(values))
    assert getattr(await again(ready, rows[row]), name) == getattr(rows[row], name)


async def test_none_in_a_json_column_is_sqls_null(ready, rows):
    assert (await change(ready, rows[PAGE], nodes=None)).nodes is None
    async with ready.read() as session:
        query = sa.text("SELECT count(*) FROM pages WHERE nodes IS NULL")
        assert await session.scalar(query) == 1


async def test_enums(ready, rows):
    for status in RunStatus:
        found = (await change(ready, rows[RUN], status=status)).status
        assert found is status
        async with ready.read() as session:
            assert await session.scalar(sa.text("SELECT status FROM execution_history")) == status
    with pytest.raises(sa.exc.StatementError):
        await change(ready, rows[RUN], status="unheard of")


async def test_uuids(ready, rows):
    ids = [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1), uuid.uuid4()]
    for id_ in ids:
        user = models.User(id=id_, email=f"{id_}@b", password_hash="!")
        await insert(ready, [user])
        assert (await again(ready, user)).id == id_
    with pytest.raises(sa.exc.StatementError):
        await insert(ready, [models.User(id="no uuid", email="x", password_hash="!")])


async def test_booleans(ready, rows):
    for value in (True, False, None):
        assert (await change(ready, rows[USER], is_active=value)).is_active is value


@pytest.mark.parametrize(
    "name", ["orders", "ORDERS", "Ördérs", "Ordeŕs", "Orders\u200b", "\u041erders"]
)
async def test_names_that_only_look_alike_are_different_names(ready, rows, name):
    page = models.Page(workspace_id=rows[WORKSPACE].id, name=name, live_name=name)
    await insert(ready, [page])
    async with ready.read() as session:
        for wanted in ("Orders", name):
            query = sa.select(models.Page.name).where(models.Page.name == wanted)
            assert list(await session.scalars(query)) == [wanted]


async def test_a_taken_name_is_refused(ready, rows):
    page = models.Page(workspace_id=rows[WORKSPACE].id, name="Orders", live_name="Orders")
    with pytest.raises(sa.exc.IntegrityError):
        await insert(ready, [page])
    trashed = models.Page(workspace_id=rows[WORKSPACE].id, name="Orders", live_name=None)
    await insert(ready, [trashed, *everything("b")])


async def test_what_does_not_fit_is_no_silent_database(ready, rows):
    """A value that is too long or too big is told as such, or kept; never cut."""
    for values in ({"name": "x" * 256}, {"version": 2**40}):
        name, value = next(iter(values.items()))
        try:
            found = await change(ready, rows[PAGE], **values)
        except sa.exc.DBAPIError:
            continue
        assert getattr(found, name) == value
