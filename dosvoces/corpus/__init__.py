"""Corpus linguistics over records: pure functions that know no store, no network and no clock."""
