"""Publishing; a version never changes afterwards."""

from app.processes.commands.publish_version import Published, PublishRefused, publish_version

__all__ = ["PublishRefused", "Published", "publish_version"]
