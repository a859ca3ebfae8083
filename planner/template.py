"""``planner init``: a small complete case and its configuration, ready to run, to be filled with other figures."""

from __future__ import annotations

import shutil
from pathlib import Path

from planner.config import data_root
from planner.errors import Fault, InputError

CONFIG = """\
# What does this ask? One line for the next reader.
name: {name}
title: A first scenario
case: case
start: 2025-03-01
deadline: 2025-03-10
streams: {{self_organised: {{low: 0.5, central: 0.8, high: 1.0}}}}
stay: {{min_nights: 1, max_nights: 1}}
"""


def write_template(directory: Path) -> Path:
    """
    Write ``case/`` and ``scenario.yaml`` and return the configuration's path.

    Raises
    ------
    InputError
        When the folder holds anything, or cannot be written.
    """
    name = directory.resolve().name
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError((Fault(file=name, expected="a new or empty folder", got="one with other content"),))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copytree(data_root() / "geodata" / "example", directory / "case")
        config = directory / "scenario.yaml"
        config.write_text(CONFIG.format(name="first-scenario"), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise InputError((Fault(file=name, expected="a folder that can be written", got=reason),)) from error
    return config
