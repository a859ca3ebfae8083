"""Benchmarks side by side with their peers: ``make bench``. Nothing here is a test, and no test measures time."""
