"""What a run holds: arrays, no behaviour."""
