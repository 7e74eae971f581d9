"""Terms and rules of a process as its owner changes them: pages over the settings that the diagram declares."""
