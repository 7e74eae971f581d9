"""Saved views: the filter and the columns of a list under a name, for oneself or shared with one's office."""
