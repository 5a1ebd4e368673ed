"""What comes in by mail: fetched, understood, timed. Knows nothing of cases."""
