"""
Studies: every scenario of a sweep solved once, here or on a Dask cluster, into one table.

``points`` names each scenario by the hash of all that its answer depends on, ``work`` is what a worker does, ``local``
and ``cluster`` hand work out, ``journal`` keeps what is solved, ``table`` writes it, and ``run`` puts them in order.
"""

from planner.study.run import Study, run_study, told
from planner.study.table import NO_PARQUET, parquet_at_hand

__all__ = ["NO_PARQUET", "Study", "parquet_at_hand", "run_study", "told"]
