"""The demonstration: one case told twice on a travelling clock, through the real commands, daemon and SMTP."""
