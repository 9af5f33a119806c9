"""The agent's code as text, for kernels where this package is not installed.

The modules of this folder use the standard library only and keep to what Python 3.8
knows. In the kernel they live in `sys.modules` as `_etlab_agent`; no name is bound in
the user's namespace.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

_EVERYWHERE = ("values", "errors", "local_files", "connect", "spark", "watch", "kept", "core")
_KERNEL = (*_EVERYWHERE, "bounded", "streams", "journal", "orphan", "main")
_STATEMENTS = (*_EVERYWHERE, "bounded", "running", "statements")
_SUBMIT = (*_EVERYWHERE, "bounded", "running", "submit")
_BOOTSTRAP = """
import sys, types
present = sys.modules.get("_etlab_agent")
if getattr(present, "version", None) != version:
    if present is not None:
        present.agent.uninstall()
    package = types.ModuleType("_etlab_agent")
    package.__path__ = []
    package.version = version
    sys.modules["_etlab_agent"] = package
    for name, source in sources.items():
        module = types.ModuleType("_etlab_agent." + name)
        module.__package__ = "_etlab_agent"
        sys.modules[module.__name__] = module
        setattr(package, name, module)
        exec(compile(source, "<etlab " + name + ">", "exec"), module.__dict__)
    package.agent = getattr(package, list(sources)[-1]).install(namespace)
"""


@cache
def agent_code() -> str:
    """One statement that installs the agent in a kernel, unless it is there."""
    return _code(_KERNEL)


@cache
def statements_agent_code() -> str:
    """The same for the Python of a session that takes statements."""
    return _code(_STATEMENTS)


@cache
def submit_agent_code() -> str:
    """The same for the driver of a job."""
    return _code(_SUBMIT)


def _code(modules: tuple[str, ...]) -> str:
    folder = files(__name__)
    sources = {name: folder.joinpath(f"{name}.py").read_text("utf-8") for name in modules}
    version = hashlib.sha256(repr(sources).encode()).hexdigest()
    given = f"'version': {version!r}, 'sources': {sources!r}, 'namespace': globals()"
    return f"exec({_BOOTSTRAP!r}, {{{given}}})"
