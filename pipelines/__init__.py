"""The pipeline of a page: extraction, languages, duplicates, storing."""
