"""The bulletin of record: compiled from the rows of the database, signed by two, published."""
