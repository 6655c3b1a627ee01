"""Where a project is kept: tables, engine, reading and writing."""
