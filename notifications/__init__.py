"""Everything that speaks e-mail. Knows nothing of `workflow`; its functions take an open connection and `now`."""
