"""What happens to a page: extraction, languages, duplicates, storing."""
