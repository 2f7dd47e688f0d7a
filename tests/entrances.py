"""Kernels as tests call them from Python: compiled, unless the compiler is switched off."""

from __future__ import annotations

from inspect import isfunction
from types import ModuleType, SimpleNamespace

from serai.jit import entrance


def entrances(module: ModuleType) -> SimpleNamespace:
    """The kernels of a module and its constants."""
    own = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    return SimpleNamespace(**{name: entrance(v) if _is_kernel(v, module) else v for name, v in own.items()})


def _is_kernel(value: object, module: ModuleType) -> bool:
    return isfunction(value) and value.__module__ == module.__name__
