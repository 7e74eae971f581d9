"""Mail to people: written as jobs in the transaction that wants it, worded and sent by the worker afterwards."""
