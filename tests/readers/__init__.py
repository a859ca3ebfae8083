"""Readers of published instances, shared by the tests and the benchmarks. The instances themselves stay outside."""
