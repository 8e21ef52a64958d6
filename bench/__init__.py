"""Measures quality and speed beside baselines. Run one bench with `python -m bench.NAME`; see docs/benchmarks.md."""
