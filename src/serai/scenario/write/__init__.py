"""Scenarios as folders and workbooks."""
