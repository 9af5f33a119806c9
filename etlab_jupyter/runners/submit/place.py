"""What a job is of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class JobPlace:
    """Which run a job is of, the page's `name`, and where: `jobs` is the folder for the files of
    all jobs, `cwd` the one where relative paths start."""

    run_id: str
    name: str
    jobs: Path
    cwd: Path
