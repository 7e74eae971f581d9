"""`soglas user`: create a person with posts, give a password, shut and open an account."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.access.commands.passwords import PasswordRefused, check_password, give_password
from app.access.commands.people import disable_person, enable_person
from app.access.models import Person, Role
from app.access.policy.passwords import make_password
from app.access.queries import find_person_by_login
from app.audit.models import SYSTEM
from app.foundation.errors import SoglasError
from app.organisation.commands import PostWanted, create_person
from app.organisation.queries.tree import current_tree
from config import Config

PASSWORD_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group("user")
def user() -> None:
    """People who sign in."""


@user.command("create")
@click.option("--login", required=True)
@click.option("--name", required=True, help="What others see of the person.")
@click.option("--email", default="")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option("--organisation", "codes", multiple=True, help="Code of the organisation of the --role before it.")
@click.option("--password-file", type=PASSWORD_FILE, help="The first line is the password; «-» reads the input.")
@click.option("--prompt", is_flag=True, help="Ask for the password.")
@with_appcontext
def create(
    login: str,
    name: str,
    email: str,
    roles: tuple[str, ...],
    codes: tuple[str, ...],
    password_file: Path | None,
    prompt: bool,
) -> None:
    """Create a person. --role and --organisation go in pairs, as many as there are posts.

    Without --password-file or --prompt a password is made up and printed once.
    """
    if len(roles) != len(codes):
        raise click.UsageError("give one --organisation for each --role")
    posts = [_post(role, code) for role, code in zip(roles, codes, strict=True)]
    password = _password(password_file, prompt)
    given = password or make_password()
    _check(given, (login,))
    try:
        create_person(login=login, name=name, email=email, password=given, posts=posts, created_by=SYSTEM)
    except SoglasError as error:
        raise click.ClickException(f"{error} {dict(error.facts)}") from error
    click.echo(f"{login.strip().lower()} created")
    if not password:
        click.echo(f"password: {given}")


def _post(role: str, code: str) -> PostWanted:
    organisation_id = current_tree().by_code.get(code.casefold())
    if organisation_id is None:
        raise click.ClickException(f"there is no organisation with the code {code}")
    return PostWanted(role=Role(role), organisation_id=organisation_id)


@user.command("password")
@click.argument("who", required=False, default="", metavar="[LOGIN]")
@click.option("--login", default="")
@click.option("--password-file", type=PASSWORD_FILE, help="The first line is the password; «-» reads the input.")
@click.option("--prompt", is_flag=True, help="Ask for the password.")
@with_appcontext
def password(who: str, login: str, password_file: Path | None, prompt: bool) -> None:
    """Give a new password; all sessions of the person end. Without an option one is made up and printed once."""
    person = _find(login or who)
    chosen = _password(password_file, prompt)
    given = chosen or make_password()
    _check(given, (person.login,))
    give_password(person.id, password=given, min_length=_settings().password_min_length, given_by=SYSTEM)
    click.echo(f"{person.login} has a new password")
    if not chosen:
        click.echo(f"password: {given}")


@user.command("disable")
@click.argument("who", required=False, default="", metavar="[LOGIN]")
@click.option("--login", default="")
@with_appcontext
def disable(who: str, login: str) -> None:
    """Shut an account: the person is out at once and cannot come back."""
    person = _find(login or who)
    disable_person(person.id, disabled_by=SYSTEM)
    click.echo(f"{person.login} is disabled")


@user.command("enable")
@click.argument("who", required=False, default="", metavar="[LOGIN]")
@click.option("--login", default="")
@with_appcontext
def enable(who: str, login: str) -> None:
    """Open a shut account again."""
    person = _find(login or who)
    enable_person(person.id, enabled_by=SYSTEM)
    click.echo(f"{person.login} is enabled")


def _find(login: str) -> Person:
    if not login:
        raise click.UsageError("give the login")
    person = find_person_by_login(login)
    if person is None:
        raise click.ClickException(f"there is nobody with the login {login}")
    return person


def _settings() -> Config:
    config: Config = current_app.config["SOGLAS"]
    return config


def _password(file: Path | None, prompt: bool) -> str:
    if file:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        first = text.partition("\n")[0].rstrip("\r")
        if not first:
            raise click.ClickException("the password file is empty")
        return first
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True)) if prompt else ""


def _check(given: str, about: tuple[str, ...]) -> None:
    try:
        check_password(given, min_length=_settings().password_min_length, about=about)
    except PasswordRefused as refused:
        why = {
            "short": f"use at least {refused.facts['min_length']} signs",
            "long": f"use at most {refused.facts['max_length']} signs",
            "common": "this password is among those tried first",
            "monotonous": "use more different signs",
            "about": "the password must not consist of the login or the name",
        }[str(refused.facts["why"])]
        raise click.ClickException(f"the password is refused: {why}") from refused
