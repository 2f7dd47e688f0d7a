"""Nothing of Serai opens a connection but the room `connect`, which the command `serai get` alone asks."""

from __future__ import annotations

import ast

CONNECTING = {
    "aiohttp", "asyncio", "ftplib", "http", "http.client", "httpx", "poplib", "requests", "smtplib", "socket", "ssl",
    "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc", "xmlrpc.client",
}  # fmt: skip
LISTENS = {"app/serve.py": {"socket"}, "app/patience.py": {"asyncio"}}  # at an address of this machine


def imported(tree: ast.AST) -> set[str]:
    """Every module that a file imports, anywhere in it; of `from a import b` both a and a.b."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_only_the_room_connect_can_open_a_connection(files):
    found = {name: imported(file.tree) & CONNECTING for name, file in files.items() if not name.startswith("connect/")}
    assert {name: modules for name, modules in found.items() if modules} == LISTENS
    assert "urllib.request" in imported(files["connect/web.py"].tree)


def test_only_the_command_get_imports_it(files):
    users = {
        name
        for name, file in files.items()
        if not name.startswith("connect/") and any(module.startswith("serai.connect") for module in imported(file.tree))
    }
    assert users == {"cli/getting.py"}
