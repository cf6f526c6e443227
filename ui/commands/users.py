"""`newsdesk users`: who may sign in to the chat page. With no user, the page serves this machine only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ..dates import say_date
from ..settings import Session
from ..wording import count
from .options import JsonOption

if TYPE_CHECKING:
    from vectorstore import Users

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Add, list or remove users of the chat page.")

_NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@app.command("add")
def add_user(
    context: typer.Context,
    name: _NameArgument,
    is_piped: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
) -> None:
    """Add a user; the password is asked for. From then on the page asks everyone to sign in."""
    from ..passwords import hash_password
    from ..terminal import Paper

    if is_piped:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True)
    with _open_users(context) as users:
        is_first = not users.any()
        users.add(name, hash_password(password))
    Paper.output().write(f"Added {name}.")
    if is_first:
        Paper.errors().write(
            "The chat page asks for a sign-in from now on, and may serve other machines: newsdesk chat --host ADDRESS. "
            "Put a proxy with HTTPS before it, or passwords travel readable.",
            style="dim",
        )


@app.command("list")
def list_users(context: typer.Context, as_json: JsonOption = False) -> None:
    """List every user and when they were added."""
    from ..terminal import Paper, print_rows

    with _open_users(context) as users:
        found = users.all()
    if as_json:
        rows = [{"name": user.name, "added": user.added_at.isoformat()} for user in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not found:
        Paper.errors().write(
            "There is no user: the chat page serves this machine only. Add one with: newsdesk users add NAME"
        )
    else:
        print_rows(Paper.output(), ("Name", "Added"), [(user.name, say_date(user.added_at.date())) for user in found])


@app.command("remove")
def remove_user(
    context: typer.Context,
    name: _NameArgument,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Remove a user, end their sign-ins and erase their conversations."""
    from ..terminal import Paper

    if not is_sure and sys.stdin.isatty():
        typer.confirm(f"Remove {name} and erase their conversations?", abort=True, err=True)
    with _open_users(context) as users:
        erased = users.remove(name)
        is_last = not users.any()
    Paper.output().write(f"Removed {name} and {count(erased, 'conversation')}.")
    if is_last:
        Paper.errors().write("That was the last user: the chat page serves this machine only again.", style="dim")


@contextmanager
def _open_users(context: typer.Context) -> Iterator[Users]:
    from vectorstore import PeopleFile, Users

    session: Session = context.obj
    people = PeopleFile(session.folder())
    try:
        yield Users(people)
    finally:
        people.close()
