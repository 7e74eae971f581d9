"""Making the demonstration: everything goes through the commands and forms that people use."""
