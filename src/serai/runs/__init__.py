"""Runs: running, keeping, opening and exporting them."""
