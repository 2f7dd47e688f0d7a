"""Cases of the simulator Flee as scenarios."""
