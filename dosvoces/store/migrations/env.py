"""Alembic's environment: :mod:`dosvoces.store.upgrade` hands it an open transaction."""

from alembic import context

from dosvoces.store.tables import metadata
from dosvoces.store.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
