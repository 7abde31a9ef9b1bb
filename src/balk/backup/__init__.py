"""A database in one file, and back, by PostgreSQL's own pg_dump and pg_restore: backups, and moves to a newer major."""
