"""`etlab page …`: check, show and run a page file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from etlab_jupyter.cli.options import AS, DATABASE
from etlab_jupyter.cli.params import read_params
from etlab_jupyter.page import dumps, load, save
from etlab_jupyter.pipeline import Pipeline, describe_schema
from etlab_jupyter.problems import ETLabError, PageError, Problem, did_you_mean

if TYPE_CHECKING:
    from etlab_jupyter.api.runs import RunRecord
    from etlab_jupyter.runners import RunEvent, RunOptions

BAD_INPUT = 2
F = TypeVar("F", bound=Callable[..., Any])


class _BadInput(click.exceptions.Exit):
    def __init__(self) -> None:
        super().__init__(BAD_INPUT)


def _page_command(function: F) -> F:
    """The arguments that all page commands take, and the report of what is wrong."""

    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter's value.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(function)
    def command(file: Path, params: tuple[str, ...], as_json: bool, **options: Any) -> Any:
        try:
            pipeline = Pipeline(load(file), parameters=read_params(params))
            return function(pipeline=pipeline, as_json=as_json, **options)
        except PageError as error:
            report(error.problems, as_json)
        except ETLabError as error:
            report([Problem("error", str(error))], as_json)
        raise _BadInput

    return command  # type: ignore[return-value]


def report(problems: Iterable[Problem], as_json: bool) -> None:
    """Problems as JSON on the standard output, or as lines on the error output."""
    found = list(problems)
    if as_json:
        ok = not any(problem.severity == "error" for problem in found)
        data = {"ok": ok, "problems": [problem.as_dict() for problem in found]}
        click.echo(json.dumps(data, indent=2))
        return
    for problem in found:
        colour = "red" if problem.severity == "error" else "yellow"
        click.secho(f"{problem.severity}: ", fg=colour, bold=True, nl=False, err=True)
        click.echo(_shortened(str(problem)), err=True)


def _shortened(text: str, limit: int = 2000) -> str:
    return text if len(text) <= limit else f"{text[:limit]} …"


@click.group("page")
def command() -> None:
    """Check, show and run pages (files called NAME.etlab.json)."""


@command.command()
@_page_command
def check(pipeline: Pipeline, as_json: bool) -> None:
    """Report everything that is wrong with a page; exit code 2 if it cannot run."""
    problems = [*pipeline.problems, *pipeline.parameters.missing()]
    report(problems, as_json)
    if pipeline.errors:
        raise _BadInput
    if not as_json:
        count = len(pipeline.document.nodes)
        warnings = f", {len(problems)} warning(s)" if problems else ""
        click.echo(f"{pipeline.document.name}: {count} nodes, no errors{warnings}.", err=True)


@command.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
@_page_command
def code(pipeline: Pipeline, as_json: bool, output: Path | None) -> None:
    """Print the page's PySpark code (with --json: its cells)."""
    text = pipeline.code
    if as_json:
        text = json.dumps([asdict(cell) for cell in pipeline.cells], indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@command.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
@_page_command
def notebook(pipeline: Pipeline, as_json: bool, output: Path | None) -> None:
    """Print the page as a notebook, one cell a node."""
    text = json.dumps(pipeline.notebook(), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
def import_(file: Path, output: Path | None) -> None:
    """Make a page of the PySpark code in FILE (.py or .ipynb), which is not run.

    What has no node type becomes code nodes.
    """
    from etlab_jupyter.importing import import_file

    try:
        document = import_file(file)
    except PageError as error:
        report(error.problems, as_json=False)
        raise _BadInput from None
    if output is None:
        click.echo(dumps(document), nl=False)
        return
    save(document, output)
    codes = sum(node.data.kind == "code" for node in document.nodes)
    click.echo(f"{output}: {len(document.nodes)} nodes, {codes} of them code.", err=True)


@command.command()
@_page_command
@click.argument("node", required=False)
def schema(pipeline: Pipeline, as_json: bool, node: str | None) -> None:
    """Print the columns of every node, or of NODE (an id or a label)."""
    wanted = [find_node(pipeline, node)] if node else pipeline.graph.order
    found = {name: describe_schema(pipeline.schema(name)) for name in wanted}
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        for name, columns in found.items():
            _print_schema(pipeline.graph.nodes[name].label or name, columns)
    report(pipeline.problems, as_json=False)
    if any(problem.severity == "error" for problem in pipeline.problems):
        raise _BadInput


def _print_schema(title: str, columns: list[dict[str, Any]] | None) -> None:
    click.secho(title, bold=True)
    if columns is None:
        click.echo("  (not known before a run)")
        return
    width = max((len(column["name"]) for column in columns), default=0)
    for column in columns:
        null = "" if column["nullable"] else " not null"
        click.echo(f"  {column['name']:<{width}}  {column['type']}{null}")


def find_node(pipeline: Pipeline, name: str) -> str:
    """The id of the node with that id or label; raises `ETLabError`."""
    nodes = pipeline.graph.nodes
    if name in nodes:
        return name
    found = [node.id for node in nodes.values() if node.label == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise ETLabError(f"Several nodes are called {name!r}: {', '.join(found)}. Use an id.")
    labels = [text for node in nodes.values() for text in (node.id, node.label)]
    raise ETLabError(f"The page has no node {name!r}. {did_you_mean(name, labels)}".strip())


@command.command("json-schema")
def json_schema() -> None:
    """Print the JSON Schema of page documents."""
    from etlab_jupyter.page_schema import page_schema

    click.echo(json.dumps(page_schema(), indent=2))


@command.command()
@click.option("--to", "to_node", metavar="NODE", help="Stop after this node (id or label).")
@click.option(
    "--preview", default=0, type=click.IntRange(0, 1000), metavar="N",
    help="Show the first N rows of each node, at most 1000.",
)  # fmt: skip
@click.option("--count-rows", is_flag=True, help="Count every node's rows (costs Spark jobs).")
@click.option("--kernel", metavar="NAME", help="The kernelspec to run on.")
@click.option("--connection", metavar="NAME", help="Run on this stored connection (or its id).")
@click.option("--submit", is_flag=True, help="Run as a job on the connection, and follow it.")
@AS
@DATABASE
@_page_command
def run(
    pipeline: Pipeline,
    as_json: bool,
    to_node: str | None,
    preview: int,
    count_rows: bool,
    kernel: str | None,
    connection: str | None,
    submit: bool,
    email: str,
    address: str,
) -> None:
    """Run a page on a kernel of its own, or on a connection; exit code 1 if the run fails.

    With --json, one event a line. Ctrl-C cancels the run, also one elsewhere.
    """
    _check_place(connection, kernel, submit, preview, other=bool(email or address))
    cells = pipeline.runnable()
    from etlab_jupyter.cli.run_view import JsonView, make_view
    from etlab_jupyter.runners import KernelRunner, RunOptions, SyncRunner

    options = RunOptions(
        preview_rows=preview,
        count_rows="all" if count_rows else "sinks",
        to_node=find_node(pipeline, to_node) if to_node else None,
    )
    place = None
    if connection is not None:
        from etlab_jupyter.cli.on_connection import OnConnection

        place = OnConnection(connection, address, email, submit=submit)
    name = pipeline.document.name
    runner = place.runner(options, name, kernel) if place else KernelRunner(kernel)
    begin = f"Starting on {connection}" if connection else "Starting the kernel"
    view = JsonView() if as_json else make_view(cells, begin)
    report([p for p in pipeline.problems if p.severity == "warning"], as_json=False)
    told: list[RunEvent] = []
    with view, SyncRunner(runner, _not_cancelled) as sync:
        for event in sync.run(cells, options):
            told.append(event)
            view.show(event)
    if place:
        place.record(_as_record(pipeline, options, told))
    if view.status != "completed":
        sys.exit(1)


def _as_record(pipeline: Pipeline, options: RunOptions, told: Iterable[RunEvent]) -> RunRecord:
    """The run for the history, as the API takes it."""
    from etlab_jupyter.api.runs import RunOptionsIn, RunRecord
    from etlab_jupyter.codegen.cells import to_script

    given = click.get_current_context().params
    asked = RunOptionsIn(
        preview_rows=options.preview_rows,
        count_rows=options.count_rows,
        to_node=options.to_node,
    )
    values: dict[str, Any] = {
        "document": pipeline.document,
        "parameters": read_params(given["params"]),
        "options": asked,
        "page_path": str(given["file"].resolve()),
        "code": to_script(pipeline.cells),
        "events": list(told),
    }
    # Not validated: what it holds is valid, and the limits are those of requests.
    return RunRecord.model_construct(**values)


def _check_place(
    connection: str | None, kernel: str | None, submit: bool, preview: int, *, other: bool
) -> None:
    """`click.UsageError` for options that do not go together."""
    if connection is None and submit:
        raise click.UsageError("--submit runs a job on a connection: name one with --connection.")
    if connection is None and other:
        raise click.UsageError("--as and --database find a connection: name one with --connection.")
    if submit and kernel:
        raise click.UsageError("A job runs on no kernel: leave out --kernel or --submit.")
    if submit and preview:
        raise click.UsageError("A job shows no previews: leave out --preview or --submit.")


def _not_cancelled(why: str) -> None:
    click.secho(f"The run was not cancelled: {why}", fg="yellow", err=True)
