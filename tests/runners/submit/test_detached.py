"""Commands that outlive their process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from etlab_jupyter.runners.submit import launcher
from etlab_jupyter.runners.submit.detached import Detached, Ended
from etlab_jupyter.runners.submit.job import NotStartedError, UncertainJobError
from tests.handlers.test_submit import until

pytestmark = pytest.mark.asyncio


async def start(folder, code, **files):
    made = Detached(folder)
    python = [sys.executable, "-u", "-c", code]
    await made.start(python, files, cwd=folder.parent, env=os.environ)
    return made


async def ended(job):
    return await until(job.ended)


async def test_a_command_is_run_once_and_leaves_what_it_wrote(tmp_path):
    code = "import sys; print('one'); sys.stderr.write('two\\n'); sys.exit(7)"
    job = await start(tmp_path / "job", code, **{"secret.conf": "hidden"})
    assert await ended(job) == Ended(7)
    assert sorted(await job.news()) == [("stderr", "two\n"), ("stdout", "one\n")]
    assert await job.news() == []
    assert not (tmp_path / "job" / "secret.conf").exists()
    with pytest.raises(UncertainJobError, match="not started again"):
        await start(tmp_path / "job", code)
    # Another one, as of a server that comes back, reads all of it again.
    again = Detached(tmp_path / "job")
    await again.find()
    assert again.ended() == Ended(7)
    assert sorted(await again.news()) == [("stderr", "two\n"), ("stdout", "one\n")]
    await again.remove()
    assert not (tmp_path / "job").exists()


async def test_a_command_is_ended_with_all_that_it_has_started(tmp_path):
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('ready')\ntime.sleep(600)"
    )
    job = await start(tmp_path / "job", code, **{"secret.conf": "hidden"})
    await until(lambda: (tmp_path / "job" / "out").stat().st_size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etlab_jupyter.runners.submit.detached.TERM_SECONDS", 0.2)
        await job.stop()
    assert job.ended() == Ended(None)
    assert not (tmp_path / "job" / "secret.conf").exists()


async def test_only_the_command_itself_is_told_to_end_and_what_is_left_is_killed(tmp_path):
    told = str(tmp_path / "told")
    child = (
        "import pathlib, signal, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: pathlib.Path({told!r}).touch())\n"
        "print('ready')\ntime.sleep(600)"
    )
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(1), print('leaves'), sys.exit(3)))\n"
        f"made = subprocess.Popen([sys.executable, '-u', '-c', {child!r}])\n"
        "print(made.pid)\ntime.sleep(600)"
    )
    job = await start(tmp_path / "job", code)
    out = tmp_path / "job" / "out"
    await until(lambda: "ready" in out.read_text())
    pid = next(int(line) for line in out.read_text().splitlines() if line.isdecimal())
    await job.stop()
    assert job.ended() == Ended(3)
    assert out.read_text().endswith("leaves\n")
    assert not os.path.exists(told)  # noqa: ASYNC240
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"


async def test_what_was_cancelled_or_lost_before_its_start_never_starts(tmp_path):
    job = Detached(tmp_path / "job")
    with pytest.raises(NotStartedError):
        await job.find()
    # A server ended between making the folder and starting: the one after it takes the folder.
    (tmp_path / "job").mkdir()
    with pytest.raises(NotStartedError):
        await job.find()
    assert not launcher.claim(tmp_path / "job", 1)
    await job.stop()
    await job.remove()
    assert not (tmp_path / "job").exists()


async def test_a_process_of_another_machine_or_of_another_purpose_is_not_ours(tmp_path):
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "process").write_text(f'{{"pid": {os.getpid()}, "host": "elsewhere"}}')
    with pytest.raises(UncertainJobError, match="was started on elsewhere"):
        await Detached(folder).find()
    assert Detached(folder).ended() == Ended(None)


async def test_text_that_is_no_utf_8_is_read(tmp_path):
    code = r"import os; os.write(1, b'\xff \xf0\x9f\x98'); os.write(1, b'\x80\n')"
    job = await start(tmp_path / "job", code)
    await ended(job)
    assert await job.news() == [("stdout", "\ufffd \U0001f600\n")]


async def test_a_command_that_is_not_there_is_told(tmp_path):
    job = Detached(tmp_path / "job")
    missing = str(Path(tmp_path, "nothing"))
    await job.start([missing], {}, cwd=tmp_path, env=os.environ)
    assert await ended(job) == Ended(127)
    [(stream, text)] = await job.news()
    assert (stream, missing in text) == ("stderr", True)
