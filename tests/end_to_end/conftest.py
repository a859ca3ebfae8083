"""What several tests of the command line need."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Return a maker of small disks, of so many kilobytes."""
    made: list[Path] = []

    def make(kilobytes: int) -> Path:
        place = tmp_path / f"disk-{kilobytes}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=20)
        except OSError:
            pytest.skip("needs mount")
        if done.returncode:
            pytest.skip("needs the right to mount a small disk")
        made.append(place)
        return place

    yield make
    for place in made:
        subprocess.run(["umount", str(place)], check=True, capture_output=True, timeout=20)
