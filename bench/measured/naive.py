"""The obvious way: plain SpiffWorkflow, the whole JSON with its specification in one row, a step a transaction."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from bench.measured.engine_alone import as_one
from bench.process import FORM_DATA, KEY, NAIVE, drawing
from bench.stage import Installation
from bench.timing import Times, timed

_SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


class Naive:
    """A case of the measured process that was returned `loops` times; every turn begins at that state again."""

    def __init__(self, installation: Installation, loops: int) -> None:
        self._postgresql = installation.backend == "postgresql"
        self._connection: Any = installation.connect()
        self._cursor = self._connection.cursor()
        self._table = f"bench_naive_{loops}"
        self._cursor.execute(f"CREATE TABLE {self._table} (id integer PRIMARY KEY, ver integer, state text)")
        self._begun = _begun(loops)
        self.size = len(self._begun)
        self._cursor.execute(self._sql(f"INSERT INTO {self._table} VALUES (1, 1, ?)"), (self._begun,))
        self._commit()

    def _sql(self, text: str) -> str:
        return text.replace("?", "%s") if self._postgresql else text

    def _commit(self) -> None:
        if self._postgresql:
            self._connection.commit()

    def _step(self, data: dict[str, Any]) -> None:
        if not self._postgresql:
            self._cursor.execute("BEGIN IMMEDIATE")
        self._cursor.execute(f"SELECT ver, state FROM {self._table} WHERE id=1")
        version, text = self._cursor.fetchone()
        workflow = _SERIALIZER.deserialize_json(text)
        step(workflow, data)
        text = _SERIALIZER.serialize_json(workflow)
        changed = self._sql(f"UPDATE {self._table} SET state=?, ver=ver+1 WHERE id=1 AND ver=?")
        self._cursor.execute(changed, (text, version))
        assert self._cursor.rowcount == 1
        if self._postgresql:
            self._connection.commit()
        else:
            self._cursor.execute("COMMIT")

    def turn(self, times: Times) -> None:
        """Return the case and fill it in again, then put the row back."""
        for data in ({"decision": "return"}, FORM_DATA):
            with timed(times):
                self._step(dict(data))
        as_one(times)
        self._cursor.execute(self._sql(f"UPDATE {self._table} SET state=? WHERE id=1"), (self._begun,))
        self._commit()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def _begun(loops: int) -> str:
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(drawing(NAIVE))), filename="bench.bpmn")
    workflow = BpmnWorkflow(parser.get_spec(KEY), parser.get_subprocess_specs(KEY))
    workflow.do_engine_steps()
    step(workflow, FORM_DATA)
    for _ in range(loops):
        step(workflow, {"decision": "return"})
        step(workflow, FORM_DATA)
    return str(_SERIALIZER.serialize_json(workflow))


def step(workflow: BpmnWorkflow, data: dict[str, Any]) -> None:
    """Do the open task."""
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    task.set_data(**data)
    task.run()
    workflow.do_engine_steps()
