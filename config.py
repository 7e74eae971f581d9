"""Settings of an installation, read once from the environment into one frozen value."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "SOGLAS_"


class ConfigurationError(ValueError):
    """A setting is unknown, malformed or missing; the text says which one."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings. Each field is read from `SOGLAS_<NAME>`; secrets also from the file named by `SOGLAS_<NAME>_FILE`.

    A default stands here only when it is right for production and may be public. `docs/operations.md` explains each.
    """

    var: str = "var"
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: str = ""
    proxy_hops: int = 0
    smtp_url: str = ""
    mail_from: str = "soglas@localhost"
    undo_seconds: int = 10
    timezone: str = "Europe/Moscow"
    upload_limit_mb: int = 20
    session_hours: int = 12
    session_idle_minutes: int = 120
    password_min_length: int = 12
    worker: str = "inside"
    demo: bool = False
    office: str = ""
    gost: str = "2025"
    clamd: str = ""
    log_level: str = "INFO"

    @property
    def var_path(self) -> Path:
        """Where this installation keeps its database, secret and files."""
        return Path(self.var).resolve()

    @property
    def database(self) -> str:
        """The SQLAlchemy address: PostgreSQL when given, else the embedded SQLite file under `var`."""
        url = self.database_url or os.environ.get("DATABASE_URL", "")
        if not url:
            return f"sqlite:///{self.var_path / 'soglas.db'}"
        for old in ("postgres://", "postgresql://"):
            if url.startswith(old):
                return "postgresql+psycopg://" + url[len(old) :]
        return url

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure when people reach the installation over https."""
        return self.base_url.startswith("https://")


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings from `environ` (default: the process environment).

    Raises ConfigurationError for an unknown `SOGLAS_` name or a value of the wrong kind.
    """
    env = os.environ if environ is None else environ
    known = {PREFIX + f.name.upper(): f for f in fields(Config)}
    given: dict[str, object] = {}
    for name, text in env.items():
        if not name.startswith(PREFIX):
            continue
        plain = name.removesuffix("_FILE") if name not in known else name
        if plain not in known:
            raise ConfigurationError(f"{name}: there is no such setting")
        value = _read_secret_file(name, text) if plain != name else text
        field = known[plain]
        given[field.name] = _convert(name, value, str(field.type))
    return Config(**given)  # type: ignore[arg-type]  # each value was converted to the type of its field


def _read_secret_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot read the file {path}: {error.strerror}") from error


def _convert(name: str, value: str, kind: str) -> object:
    if kind == "int":
        try:
            return int(value)
        except ValueError as error:
            raise ConfigurationError(f"{name}: a whole number is expected, not {value!r}") from error
    if kind == "bool":
        if value.lower() in {"1", "true", "yes", "on"}:
            return True
        if value.lower() in {"", "0", "false", "no", "off"}:
            return False
        raise ConfigurationError(f"{name}: yes or no is expected, not {value!r}")
    return value


def ensure_secret_key(config: Config) -> str:
    """Return the secret key; make and keep one under `var` (readable by the owner only) at the first start."""
    if config.secret_key:
        return config.secret_key
    path = config.var_path / "secret"
    if not path.exists():
        config.var_path.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
