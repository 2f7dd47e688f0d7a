"""Numba functions on arrays: the rules of the model. No objects, files, text or clocks."""

from serai.cache import prepare

prepare()
