"""Soglas: BPMN diagrams model administrative processes, people carry their tasks through in the browser."""
