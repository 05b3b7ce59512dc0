"""The pages: each module asks the database and returns what its template shows."""
