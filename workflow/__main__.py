"""`python -m workflow` is `brist`, also where nothing is installed."""

from workflow.cli.main import run

run()
