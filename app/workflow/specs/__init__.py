"""The task specs that SpiffWorkflow runs: one class for each way an element of BPMN behaves."""
