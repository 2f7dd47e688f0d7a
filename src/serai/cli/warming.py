"""Compile ahead, where somebody runs Serai later: in an image, on the nodes of a cluster."""

from __future__ import annotations

from serai import cache
from serai.cli.progress import compile_if_needed
from serai.errors import StoreError
from serai.scenario.rule import rule_names


def compile_all() -> str:
    """Compile the model of every rule, with progress shown; the folder in which it is kept.

    Raises
    ------
    StoreError
        If there is no folder in which it can be kept.
    """
    folder = cache.cache_folder()
    if folder is None or cache.prepare() != folder:
        where = "there is no home folder" if folder is None else f"{folder} can be written by other users too"
        raise StoreError(f"the compiled model cannot be kept: {where}. Set SERAI_CACHE to a private folder")
    for rule in rule_names():
        compile_if_needed(rule)
    return folder
