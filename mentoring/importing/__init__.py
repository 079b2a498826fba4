"""Lists brought as spreadsheets: looked at row by row, then stored when the user says so."""
