"""Where published instances lie: never inside the project."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ABSENT = "no published instances: set RETURNS_SHARED to the folder that holds benchmarks/, or put it at ../shared"


def benchmarks_folder() -> Path | None:
    """Return the folder of published instances, ``None`` where there is none on this machine."""
    named = os.environ.get("RETURNS_SHARED")
    shared = Path(named) if named else ROOT.parent / "shared"
    folder = shared / "benchmarks"
    return folder if folder.is_dir() else None


def flow_folder(benchmarks: Path | None) -> Path | None:
    """Return the part with flow instances, ``None`` where it is absent."""
    folder = None if benchmarks is None else benchmarks / "flow"
    return folder if folder is not None and folder.is_dir() else None
