"""Copies of an installation: taken while it runs, tried, restored; and its database moved to the other kind."""
