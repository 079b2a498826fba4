"""What every feature stands on: database, access table, audit register, forms, errors, clock, languages, queue."""
