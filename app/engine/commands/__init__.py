"""One verb a file; each is one transaction, asks for permission again under the lock of the case, and is audited."""

from app.engine.commands.assign_task import assign_task
from app.engine.commands.cancel_case import cancel_case
from app.engine.commands.claim_task import claim_task
from app.engine.commands.complete_job import complete_job
from app.engine.commands.complete_task import Completed, complete_task
from app.engine.commands.delegate_task import delegate_task, give_back_task, take_back_task
from app.engine.commands.deliver_message import deliver_message
from app.engine.commands.extend_task import extend_case, extend_task
from app.engine.commands.fire_timers import attend_to_task, fire_timer
from app.engine.commands.hand_over import HandedOver, hand_over
from app.engine.commands.move_case import CannotMove, move_to_version, take_move_back
from app.engine.commands.recall_task import recall_task
from app.engine.commands.release_task import release_task
from app.engine.commands.repair import heal_tasks, rebuild_case
from app.engine.commands.request_extension import decide_extension, request_extension, withdraw_request
from app.engine.commands.retry_incident import close_incident, retry_incident
from app.engine.commands.save_draft import discard_draft, save_draft
from app.engine.commands.start_case import CampaignStart, Started, start_case
from app.engine.commands.steps.refusals import TaskNotOpen
from app.engine.commands.steps.remarks import RemarkGiven, RemarkWork, Reply, Verdict
from app.engine.commands.withdraw_case import withdraw_case

__all__ = [
    "CampaignStart",
    "CannotMove",
    "Completed",
    "HandedOver",
    "RemarkGiven",
    "RemarkWork",
    "Reply",
    "Started",
    "TaskNotOpen",
    "Verdict",
    "assign_task",
    "attend_to_task",
    "cancel_case",
    "claim_task",
    "close_incident",
    "complete_job",
    "complete_task",
    "decide_extension",
    "delegate_task",
    "deliver_message",
    "discard_draft",
    "extend_case",
    "extend_task",
    "fire_timer",
    "give_back_task",
    "hand_over",
    "heal_tasks",
    "move_to_version",
    "rebuild_case",
    "recall_task",
    "release_task",
    "request_extension",
    "retry_incident",
    "save_draft",
    "start_case",
    "take_back_task",
    "take_move_back",
    "withdraw_case",
    "withdraw_request",
]
