"""Forms of registration, and the fields that only it has: the week grid, languages, a pick among many people."""
