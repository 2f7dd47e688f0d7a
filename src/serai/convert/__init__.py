"""Cases of other programs as scenarios."""
