"""Every setting is documented, and a wrong one is refused by name."""

from dataclasses import fields
from pathlib import Path

import pytest

from config import Config, ConfigurationError, read_config

OPERATIONS = Path(__file__).resolve().parents[2] / "docs/operations.md"


def test_every_setting_is_documented() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    missing = [field.name for field in fields(Config) if f"`SOGLAS_{field.name.upper()}`" not in text]
    assert missing == []


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match="SOGLAS_COLOUR"):
        read_config({"SOGLAS_COLOUR": "blue"})


def test_a_number_must_be_a_number() -> None:
    with pytest.raises(ConfigurationError, match="SOGLAS_PORT"):
        read_config({"SOGLAS_PORT": "many"})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the key\n", encoding="utf-8")
    assert read_config({"SOGLAS_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "the key"


def test_an_ordinary_postgresql_address_is_understood() -> None:
    assert read_config({"SOGLAS_DATABASE_URL": "postgres://u@h/d"}).database == "postgresql+psycopg://u@h/d"
