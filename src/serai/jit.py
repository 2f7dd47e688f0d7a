"""How kernels are compiled: once each, and with an entrance from Python only where Python calls them.

Numba's wrappers cost a third of the time that a function takes to compile, and most kernels are called by kernels
only. Nor is a kernel compiled anew for each width of whole numbers in the records: they are widened at the call.

`njit` stands for Numba's own. With ``cache=True`` a kernel has an entrance and is kept between processes; without, it
has none, and a call from Python compiles one first, as tests do.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from numba import types
from numba.core import config
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher

OUTER = {"nopython": True, "boundscheck": None, "error_model": "numpy"}  # a division by 0 is not looked for
INNER = {**OUTER, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class NoEnvironment:
    """Stands for what gives machine code its environment."""

    @staticmethod
    def set_env(name: str, env: Any) -> None:
        """Do nothing."""


class Part(JITCodeLibrary):
    """The code of an inner kernel: it is only ever linked into that of others, so it is not optimised by itself."""

    def finalize(self) -> None:
        """Nothing more is added."""
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """There is no machine code: 0."""
        return 0

    @property
    def codegen(self) -> Any:
        """What Numba asks to give machine code its environment: there is none to give it to."""
        return NoEnvironment

    def own_module(self) -> Any:
        """The code of this kernel alone, such that it may be linked into several others."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage.name == "external":
                function.linkage = "linkonce_odr"
        return self._final_module

    def _get_module_for_linking(self) -> Any:
        whole = self.own_module().clone()
        link(whole, self._linking_libraries)
        return whole


class Whole(JITCodeLibrary):
    """The code of a kernel with an entrance: that of all inner kernels which it needs is optimised here, once."""

    def finalize(self) -> None:
        """Link, optimise, translate."""
        own = {function.name for function in self._final_module.functions if not function.is_declaration}
        link(self._final_module, self._linking_libraries)
        self._linking_libraries = []
        for function in self._final_module.functions:
            if function.name not in own and function.linkage.name == "linkonce_odr" and not function.is_declaration:
                function.linkage = "internal"  # for this kernel alone: so it can be put in the place of its only call
        super().finalize()  # type: ignore[no-untyped-call]


def link(module: Any, libraries: list[JITCodeLibrary]) -> None:
    """Link libraries, and what parts among them need themselves, into a module, each once."""
    waiting, done = list(libraries), set()
    while waiting:
        library = waiting.pop()
        if library in done:
            continue
        done.add(library)
        if isinstance(library, Part):
            module.link_in(library.own_module(), preserve=True)
            waiting += library._linking_libraries
        else:
            module.link_in(library._get_module_for_linking(), preserve=True)  # type: ignore[no-untyped-call]


class InnerCompiler(Compiler):
    """Numba's compiler, into a `Part`."""

    code: Any = Part

    def __init__(self, typingctx: Any, targetctx: Any, library: Any, *others: Any) -> None:
        library = self.code(targetctx.codegen(), "kernel")
        library.enable_object_caching()
        super().__init__(typingctx, targetctx, library, *others)  # type: ignore[no-untyped-call]


class OuterCompiler(InnerCompiler):
    """Numba's compiler, into a `Whole`."""

    code = Whole


class Quiet(CPUDispatcher):
    """A function that is compiled without looking for garbage."""

    def compile(self, sig: Any) -> Any:
        """Compile, or read what was kept: there is little garbage, and much to look through."""
        was_on = gc.isenabled()
        gc.disable()
        try:
            return super().compile(sig)
        finally:
            if was_on:
                gc.enable()


class InnerKernel(Quiet):
    """A compiled function that only compiled functions call; a call from Python goes through one made for it."""

    def __call__(self, *args: Any) -> Any:
        """Compile an entrance at the first call."""
        door = self.__dict__.get("_door")
        if door is None:
            door = self.__dict__["_door"] = _door_of(self)
        return door(*args)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What Numba asks for at each call: the compiled form for these types."""
        return super().get_call_template(tuple(_widened(one) for one in args), kws)


class OuterKernel(Quiet):
    """A compiled function with an entrance; compiled functions that call it take its inner form."""

    inner: Any  # the InnerKernel of the same function

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What Numba asks for at each call."""
        return self.inner.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """What Numba asks for where it writes a call."""
        return self.inner.get_overload(sig)


def _widened(one: Any) -> Any:
    plain = types.unliteral(one)  # type: ignore[no-untyped-call]
    return one if plain == types.uint64 or not isinstance(plain, types.Integer) else types.int64


def _door_of(kernel: InnerKernel) -> Any:
    def door(*args: Any) -> Any:
        return kernel(*args)

    return Quiet(py_func=door, targetoptions=dict(OUTER, nogil=True), pipeline_class=OuterCompiler)


def njit(*, nogil: bool, cache: bool = False, inline: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function when it is first called.

    Parameters
    ----------
    nogil : bool
        Kernels touch nothing of Python's, so other threads may run.
    cache : bool, default False
        Python calls it; it is kept between processes.
    inline : bool, default False
        Its instructions are put in the place of every call.
    """
    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        return lambda function: function

    def inner(function: Callable[..., Any]) -> InnerKernel:
        options = dict(INNER, nogil=nogil, forceinline=inline)
        return InnerKernel(py_func=function, targetoptions=options, pipeline_class=InnerCompiler)

    def outer(function: Callable[..., Any]) -> OuterKernel:
        kernel = OuterKernel(py_func=function, targetoptions=dict(OUTER, nogil=nogil), pipeline_class=OuterCompiler)
        kernel.enable_caching()
        kernel.inner = inner(function)
        return kernel

    return outer if cache else inner
