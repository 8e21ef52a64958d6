"""Public data sets, and what is fitted on them. Run a script with `python -m train.NAME`; see train/README.md."""
