"""Accounts, sessions and the attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Model, UtcTime


class Role(StrEnum):
    """What a person is in an organisation (domain/processes.md, a.3)."""

    SCHOOL_DIRECTOR = "school_director"
    SCHOOL_ADMIN = "school_admin"
    CENTRE_HEAD = "centre_head"
    WORKING_GROUP_MEMBER = "working_group_member"
    PARENT_COMMITTEE_CHAIR = "parent_committee_chair"
    HR_ACCOUNTING = "hr_accounting"
    MOUO_OFFICER = "mouo_officer"
    MOUO_HEAD = "mouo_head"
    MOUO_EXPERT = "mouo_expert"
    FINANCE_OFFICER = "finance_officer"
    REGIONAL_COORDINATOR = "regional_coordinator"
    REGIONAL_OFFICER = "regional_officer"
    REGIONAL_EXPERT = "regional_expert"
    INSTITUTE_METHODIST = "institute_methodist"
    PARTNER_REP = "partner_rep"
    PROCESS_OWNER = "process_owner"
    OBSERVER = "observer"
    SYSADMIN = "sysadmin"


class Person(Model):
    """Someone who can sign in. `name` is what others see of them; demonstration people carry their post there."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(String(300))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(5), default="ru")
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInSession(Model):
    """A signed-in browser. The cookie holds a random token, the row only its hash, so that it can be revoked."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_person", "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")
    membership_id: Mapped[int | None]


class SignInAttempt(Model):
    """A failed attempt to sign in; counted per account and per address to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login", "login", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcTime)
