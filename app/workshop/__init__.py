"""The process owner's workshop: drafts, the editors, checks, publication, what changed, try-outs, migration."""
