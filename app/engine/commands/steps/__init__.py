"""The small functions that commands are composed of; each runs inside the transaction of its caller."""
