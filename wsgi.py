"""The entry point for WSGI servers: `gunicorn wsgi:application`."""

from app.factory import create_app

application = create_app()
