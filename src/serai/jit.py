"""How kernels are compiled: by Numba's public options, each with an entrance from Python only where it needs one.

Numba's wrappers cost a third of the time that a function takes to compile, and most kernels are called by kernels
only. These stay plain functions, which Numba compiles where a compiled function calls them; called from Python, they
run in Python (docs/decisions/0024-kernels-by-public-options.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from serai import cache as kept

Kernel = Callable[..., Any]
FOLDER = kept.prepare()
# Kernels touch nothing of Python's; a division by 0 is not looked for; nothing of C's calls them.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
