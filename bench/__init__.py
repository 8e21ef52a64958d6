"""What is measured: quality and speed, beside baselines. Run one with `python -m bench.NAME`."""
