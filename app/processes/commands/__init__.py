"""Publishing, after which a version never changes; and the settings that owners change beside the diagram."""

from app.processes.commands.change_setting import OWNERS, change_setting, revert_setting
from app.processes.commands.publish_version import Published, PublishRefused, publish_version

__all__ = ["OWNERS", "PublishRefused", "Published", "change_setting", "publish_version", "revert_setting"]
