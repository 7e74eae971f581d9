"""Who looks, what a page demands, and what a password must be.

Every route declares its access with one of `public`, `signed_in`, `holding`; the guard refuses a route that does not.
"""

from app.access.policy.declarations import Access, access_of, holding, public, signed_in
from app.access.policy.role_names import role_name
from app.access.policy.viewer import (
    Post,
    StandIn,
    Viewer,
    current_viewer,
    find_viewer,
    forget_viewer,
    register_posts_source,
    register_stand_ins_source,
)

__all__ = [
    "Access",
    "Post",
    "StandIn",
    "Viewer",
    "access_of",
    "current_viewer",
    "find_viewer",
    "forget_viewer",
    "holding",
    "public",
    "register_posts_source",
    "register_stand_ins_source",
    "role_name",
    "signed_in",
]
