"""Joins scenario, state and kernels into a run. Start reading at `tick`."""
