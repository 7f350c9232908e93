"""Run by Alembic: migrates over the connection that `bot.storage.migrating` hands it."""

from alembic import context

# SQLite's DDL is transactional once the driver leaves BEGIN to us: all of a start's steps or none.
context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
