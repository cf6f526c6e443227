"""The command `newsdesk`: its global options, and where each command is registered.

What a command does lives in `commands/`, one noun a file; what an error says, in `errors.py`.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .commands import ask, backup, bench, chat, doctor, evals, ingest, reindex, restore, sources, users, verify
from .errors import explain_error
from .logs import set_up_logs
from .settings import DEBUG_VARIABLE, HOME_VARIABLE, Session, silence_telemetry
from .telemetry import send_spans

__all__ = ["app", "main"]


class _ExplainingGroup(TyperGroup):
    """Commands whose errors end as a message on standard error and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except BrokenPipeError:
            raise
        except (Exception, KeyboardInterrupt) as error:
            if ctx.params.get("is_debug"):
                traceback.print_exc()
            explanation = explain_error(error)
            typer.echo(explanation.message, err=True)
            if isinstance(ctx.obj, Session) and ctx.obj.is_json and explanation.exit_status != 2:
                typer.echo(json.dumps({"error": explanation.message}, ensure_ascii=False))
            raise typer.Exit(explanation.exit_status) from error


app = typer.Typer(
    name="newsdesk",
    cls=_ExplainingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"newsdesk {version('newsdesk')}")
        raise typer.Exit


@app.callback()
def prepare(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar=HOME_VARIABLE,
            help="The folder of the library (default: the data folder of this platform).",
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    is_debug: Annotated[
        bool, typer.Option("--debug", envvar=DEBUG_VARIABLE, help="Show where an unforeseen error arose.", hidden=True)
    ] = False,
    is_version_wanted: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Ask a body of reporting, and check every sentence of the answer against the exact words it rests on."""
    silence_telemetry()
    context.obj = Session(home=home)
    set_up_logs()
    send_spans()


app.command("ingest")(ingest.take_in)
app.command("ask")(ask.answer_question)
app.command("verify")(verify.recheck_answer)
app.command("chat")(chat.open_page)
app.add_typer(sources.app, name="sources")
app.add_typer(users.app, name="users")
app.command("doctor")(doctor.check_library)
app.command("reindex")(reindex.rebuild_index)
app.command("backup")(backup.back_up_library)
app.command("restore")(restore.restore_library)
app.add_typer(evals.app, name="evals")
app.command("bench")(bench.measure_speed)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
