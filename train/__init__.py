"""From public data to the weights that the package ships. Run one with `python -m train.NAME`."""
