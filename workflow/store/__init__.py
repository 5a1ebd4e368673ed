"""What is remembered: tables, append-only events, named queries, migrations."""
