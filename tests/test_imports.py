"""Which module imports which: no circle in the package, and nothing imported inside a screen's function in silence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from inspect import Parameter, signature
from pathlib import Path

import pytest
from textual.screen import Screen

import codat_tui
from codat_tui.screens.shell import routes

ROOT = Path(codat_tui.__file__).parent
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _modules() -> dict[str, Path]:
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import that can run: in functions too, but none that serves the type checker alone."""
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from _imports(child)


def _names(statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
        return
    assert statement.level == 0, "a relative import"
    for alias in statement.names:
        inner = f"{statement.module}.{alias.name}"
        yield inner if inner in MODULES else statement.module or ""


def _imported_by(path: Path) -> set[str]:
    statements = _imports(ast.parse(path.read_text(encoding="utf-8")))
    return {name for statement in statements for name in _names(statement) if name in MODULES}


def test_no_module_is_imported_by_what_it_imports() -> None:
    graph = {name: _imported_by(path) - {name} for name, path in MODULES.items()}
    assert graph["codat_tui.screens.shell.base"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_an_import_inside_a_screens_function_says_what_it_saves() -> None:
    silent = []
    for path in (ROOT / "screens").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        functions = [node for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, FUNCTIONS)]
        inside = {statement.lineno for function in functions for statement in _imports(function)}
        # Neighbours share one comment.
        first = sorted(number for number in inside if number - 1 not in inside)
        silent += [
            f"{path.relative_to(ROOT)}:{number}"
            for number in first
            if "#" not in lines[number - 1] and not lines[number - 2].lstrip().startswith("#")
        ]
    assert silent == []


def _table() -> dict[str, list[str]]:
    """The routes by name, each with the types of its parameters as they are written."""
    table = {}
    for statement in ast.parse((ROOT / "screens/shell/routes.py").read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotation = statement.annotation
            assert isinstance(annotation, ast.Subscript)
            assert isinstance(annotation.slice, ast.Tuple)
            parameters = annotation.slice.elts[0]
            assert isinstance(parameters, ast.List)
            table[statement.target.id] = [ast.unparse(each) for each in parameters.elts]
    return table


@pytest.mark.parametrize(("name", "parameters"), _table().items())
def test_a_route_leads_to_a_screen_made_with_its_parameters(name: str, parameters: list[str]) -> None:
    screen = getattr(routes, name).screen_class()
    assert issubclass(screen, Screen)
    taken = signature(screen).parameters.values()
    declared = [each.annotation for each in taken]
    required = [each for each in taken if each.default is Parameter.empty]
    assert declared[: len(parameters)] == parameters
    assert len(required) <= len(parameters)
