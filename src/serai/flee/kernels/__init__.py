"""Compiled code of Flee's rule."""
