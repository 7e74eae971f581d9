"""What can go wrong while a case runs; every text in Russian and English.

WorkflowError
├── TaskNotOpen         the task is not there, or somebody was faster
├── NotWaiting          nobody waits for this message
├── ExecutionFailed     an element could not run: roll back and open an incident
│   └── BudgetExceeded  the step went on for too long
├── StateRefused        the stored state cannot be read
└── ValueRefused        a value cannot be a process variable
"""

from __future__ import annotations


class WorkflowError(Exception):
    """A case could not go on; nothing of the step may be kept."""

    def __init__(self, *, ru: str, en: str) -> None:
        self.ru = ru
        self.en = en
        self.path: tuple[str, ...] = ()
        """The ids of the elements that completed in the step before it failed."""
        super().__init__(en)

    def message(self, locale: str = "ru") -> str:
        """Return what happened in the language of `locale`."""
        return self.ru if locale == "ru" else self.en


class TaskNotOpen(WorkflowError):
    """The task is not open."""

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        super().__init__(ru=f"Задача {task_id} не открыта", en=f"Task {task_id} is not open")


class NotWaiting(WorkflowError):
    """Nobody in the case waits for this message."""

    def __init__(self, name: str, key: str | None) -> None:
        self.name = name
        self.key = key
        shown = f"{name} ({key})" if key is not None else name
        super().__init__(
            ru=f"Процесс не ждёт сообщения «{shown}»", en=f'The case is not waiting for the message "{shown}"'
        )


class ExecutionFailed(WorkflowError):
    """An element of the diagram could not run."""

    def __init__(self, *, element_id: str, element_name: str, ru: str, en: str, cause: str = "execution") -> None:
        self.element_id = element_id
        self.element_name = element_name
        self.cause = cause
        super().__init__(ru=ru, en=en)


class BudgetExceeded(ExecutionFailed):
    """One step of the case needed more steps or time than it may."""


class StateRefused(WorkflowError):
    """A stored state is foreign, of another version, or damaged."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(ru=f"Состояние процесса не читается: {reason}", en=f"The state cannot be read: {reason}")


class ValueRefused(WorkflowError):
    """A value cannot be kept as a process variable."""

    def __init__(self, reason: str) -> None:
        super().__init__(ru=f"Недопустимое значение: {reason}", en=f"The value cannot be stored: {reason}")
