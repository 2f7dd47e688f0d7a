"""The rule of the simulator Flee: its tables, checks, kernels and converter, behind one door."""
