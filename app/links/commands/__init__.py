"""Give, take back, use: each one transaction under the lock of the case."""

from app.links.commands.answering import Answerer, LinkNotOpen, answer_by_link, count_post
from app.links.commands.issuing import Issued, issue_link, revoke_link

__all__ = ["Answerer", "Issued", "LinkNotOpen", "answer_by_link", "count_post", "issue_link", "revoke_link"]
