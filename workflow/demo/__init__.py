"""The demonstration: five follow-ups on travelling clocks, through the real commands, daemon and SMTP."""
