"""Scenarios from folders, CSV files and workbooks."""
