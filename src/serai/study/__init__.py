"""What is done with many runs: fitting, comparing."""
