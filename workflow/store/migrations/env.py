"""Alembic's entry: runs on the connection that `workflow.store.migrate` hands over, inside its transaction."""

from alembic import context

from workflow.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
