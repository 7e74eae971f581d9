"""Say something about a case, ask, answer, change or delete what one has said; each is one transaction, recorded."""

from app.discussions.commands.change import change_comment, delete_comment
from app.discussions.commands.questions import answer_question, ask_question, close_question
from app.discussions.commands.write import write_comment

__all__ = [
    "answer_question",
    "ask_question",
    "change_comment",
    "close_question",
    "delete_comment",
    "write_comment",
]
