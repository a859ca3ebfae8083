"""Where the embedded cases and configurations are: inside the installed package, or in the checkout."""

from __future__ import annotations

from pathlib import Path

import planner
from planner.errors import PlannerError

_SUFFIXES = (".yaml", ".yml")


def data_root() -> Path:
    """
    Return the folder that holds ``configs/`` and ``geodata/``.

    Raises
    ------
    PlannerError
        When neither the installed package nor a checkout around it has them.
    """
    package = Path(planner.__file__).resolve().parent
    installed, checkout = package / "_data", package.parent
    if (installed / "configs").is_dir():
        return installed
    if (checkout / "configs").is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout
    raise PlannerError(f"no embedded configurations in {installed}: expected a whole installation or checkout")


def standards_root() -> Path:
    """Return the folder of standards profiles."""
    return data_root() / "geodata" / "standards"


def list_configs() -> tuple[str, ...]:
    """Return the names of the embedded configurations, in order."""
    return tuple(sorted(path.stem for path in (data_root() / "configs").glob("*.yaml")))


def list_cases() -> tuple[str, ...]:
    """Return the names of the embedded cases, in order: folders with a ``districts.csv``."""
    folders = (data_root() / "geodata").glob("*/")
    return tuple(sorted(folder.name for folder in folders if (folder / "districts.csv").is_file()))


def embedded_config(name: str) -> Path | None:
    """Return the file of an embedded configuration, or ``None`` when the text is no such name."""
    return data_root() / "configs" / f"{name}.yaml" if is_bare(name) and name in list_configs() else None


def embedded_case(name: str) -> Path | None:
    """Return the folder of an embedded case, or ``None`` when the text is no such name."""
    return data_root() / "geodata" / name if is_bare(name) and name in list_cases() else None


def is_bare(text: str) -> bool:
    """Return whether a text is a name rather than a path: no separator and no suffix of a configuration."""
    return not any(mark in text for mark in "/\\") and not text.endswith(_SUFFIXES)
