"""`create_app`: the table of contents of the system."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app import access, audit, engine, organisation, processes  # noqa: F401  # their models must be known to the database
from app.access.routes import install_access
from app.assignments.routes import install_assignments
from app.campaigns.routes import install_campaigns
from app.cases.routes import install_cases
from app.centres import models as centre_models  # noqa: F401
from app.centres.routes import install_centres
from app.demo.handlers import install_demonstration
from app.discussions.routes import install_discussions
from app.documents.routes import install_documents
from app.engine.handlers import install_engine
from app.engine.queries.audit_heads import install_audit_heads
from app.foundation.assets import asset_tags
from app.foundation.database import db
from app.foundation.error_pages import install_error_pages
from app.foundation.i18n import install_i18n
from app.foundation.page_frame import install_frame
from app.foundation.page_security import add_security_headers, content_nonce, refuse_strange_input
from app.foundation.words import install_words
from app.links.routes import install_links
from app.notifications.routes import install_notifications
from app.operations import models as operation_models  # noqa: F401
from app.operations.routes import install_operations
from app.organisation.handlers import install_organisation
from app.organisation.routes import install_directory
from app.processes.routes import install_processes
from app.quarterly import models as quarterly_models  # noqa: F401
from app.quarterly.routes import install_quarterly
from app.retention.routes import install_retention
from app.roadmaps import models as roadmap_models  # noqa: F401
from app.roadmaps.routes import install_roadmaps
from app.rules.routes import install_rules
from app.search.models import is_of_a_model
from app.search.routes import install_search
from app.tasks.routes import install_tasks
from app.views.routes import install_views
from app.workshop.routes import install_workshop
from config import Config, ensure_secret_key, read_config

csrf = CSRFProtect()
MIGRATIONS = Path(__file__).parent / "foundation" / "migrations"


def create_app(config: Config | None = None) -> Flask:
    """Return the application, wired from the rooms; opens no database connection by itself."""
    config = config or read_config()
    config.var_path.mkdir(parents=True, exist_ok=True)
    app = Flask("app", static_folder="static", template_folder="foundation/templates")
    _configure(app, config)
    _trust_proxies(app, config)
    db.init_app(app)
    migrations = str(Path(app.root_path) / "foundation" / "migrations")
    Migrate(app, db, directory=migrations, render_as_batch=True, compare_type=True, include_name=is_of_a_model)
    refuse_strange_input(app)
    csrf.init_app(app)
    install_i18n(app, config.timezone)
    add_security_headers(app, https=config.secure_cookies)
    _prepare_templates(app)
    _install_pages(app)
    return app


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        SOGLAS=config,
        SECRET_KEY=ensure_secret_key(config),
        SQLALCHEMY_DATABASE_URI=config.database,
        MAX_CONTENT_LENGTH=(config.upload_limit_mb * 5 + 5) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
    )


def _trust_proxies(app: Flask, config: Config) -> None:
    """Believe exactly as many proxies as the settings name: the address of a browser decides who must wait."""
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    hosts = [host.strip() for host in config.trusted_hosts.split(",") if host.strip()]
    if hosts:
        app.config["TRUSTED_HOSTS"] = hosts


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset_tags=asset_tags, content_nonce=content_nonce)


def _install_pages(app: Flask) -> None:
    """Install what every page needs, and the rooms that people work in."""
    install_words(app)
    install_frame(app)
    install_audit_heads()
    install_engine()
    install_organisation()
    install_access(app)
    install_directory(app)
    install_error_pages(app)
    install_assignments(app)
    install_discussions(app)
    install_links(app)
    install_views(app)
    install_tasks(app)
    install_cases(app)
    install_processes(app)
    install_rules(app)
    install_workshop(app)
    install_documents(app)
    install_retention(app)
    install_notifications(app)
    install_roadmaps(app)
    install_quarterly(app)
    install_campaigns(app)
    install_centres(app)
    install_operations(app)
    install_search(app)
    install_demonstration()
