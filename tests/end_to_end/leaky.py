"""
The command line with a planted fault of our own: every table it writes has a leak beside it. A program, not a test.

    python leaky.py ARGUMENT...    as ``planner ARGUMENT...``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from planner.cli import main
from planner.report import comparing, tables

LEAK = "pcode,people\nF01,54321\n"


def plant() -> None:
    """Have a table of a district go out with the table of columns, and with that of a comparison."""
    told, compared = tables.csv_of, comparing.csv_of

    def beside(of: Any) -> Any:
        def leaky(table: Any) -> str:
            text = of(table)
            return LEAK if table.name in ("dictionary", "comparison") else text

        return leaky

    tables.csv_of, comparing.csv_of = beside(told), beside(compared)


if __name__ == "__main__":
    plant()
    main([str(Path(argument)) if "/" in argument else argument for argument in sys.argv[1:]])
