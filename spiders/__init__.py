"""Finding and fetching pages by Scrapy."""
