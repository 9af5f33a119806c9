"""Fingerprints of the files that a page reads."""

from __future__ import annotations

import os

import pytest

from etlab_jupyter.runners.agent.local_files import exists, fingerprint, local_path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    (data / "day=1").mkdir(parents=True)
    (data / "day=1" / "part-0.csv").write_text("1\n")
    (data / "day=2").mkdir()
    (data / "day=2" / "part-0.csv").write_text("2\n")
    return data


def test_paths_of_this_machine():
    assert local_path("data/a b") == "data/a b"
    assert local_path("/data") == "/data"
    assert local_path("file:/data/a%20b") == "/data/a b"
    assert local_path("file:///data") == "/data"
    assert local_path("s3a://bucket/data") is None
    assert local_path("jdbc:postgresql://db/x") is None
    assert not exists("s3a://bucket/data")


def test_a_file_s_content_size_or_time_counts(folder):
    path = folder / "day=1" / "part-0.csv"
    before = fingerprint(str(path))
    assert before == fingerprint(str(path)) == fingerprint(path.as_uri())
    os.utime(path, ns=(1, 1))
    touched = fingerprint(str(path))
    path.write_text("11\n")
    os.utime(path, ns=(1, 1))
    longer = fingerprint(str(path))
    assert len({before, touched, longer}) == 3


@pytest.mark.parametrize("pattern", ["data", "data/*", "data/day={1,2}", "data/day=*/*.csv"])
def test_folders_and_patterns_see_new_and_removed_files(folder, pattern):
    before = fingerprint(pattern)
    assert before is not None
    new = folder / "day=1" / "part-1.csv"
    new.write_text("3\n")
    assert fingerprint(pattern) != before
    new.unlink()
    assert fingerprint(pattern) == before


def test_what_spark_does_not_read_does_not_count(folder):
    before = fingerprint("data")
    (folder / "_SUCCESS").touch()
    (folder / ".part-0.csv.crc").touch()
    (folder / "_temporary" / "0").mkdir(parents=True)
    (folder / "_temporary" / "0" / "part-9.csv").write_text("9\n")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "part-9.csv").write_text("9\n")
    assert fingerprint("data") == before


def test_partition_folders_may_begin_with_an_underscore(folder):
    before = fingerprint("data")
    (folder / "_id=1").mkdir()
    (folder / "_id=1" / "part-0.csv").write_text("1\n")
    assert fingerprint("data") != before


@pytest.mark.parametrize("path", ["nothing", "no/*.csv", "s3a://b/k", "sales.orders", "", "a\0b"])
def test_nothing_local_has_no_fingerprint(folder, path):
    assert fingerprint(path) is None
    assert not exists(path)


def test_a_path_with_brackets_is_taken_as_it_is(folder):
    odd = folder / "a[1].csv"
    odd.write_text("1\n")
    before = fingerprint(str(odd))
    odd.write_text("22\n")
    assert before is not None
    assert fingerprint(str(odd)) != before


def test_files_that_vanish_meanwhile_do_no_harm(folder, monkeypatch):
    def gone(path, *args, **kwargs):
        raise FileNotFoundError(path)

    monkeypatch.setattr("os.path.exists", lambda path: True)
    monkeypatch.setattr("os.path.isdir", lambda path: False)
    monkeypatch.setattr("os.stat", gone)
    fingerprint("data/day=1/part-0.csv")
