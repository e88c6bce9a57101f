"""The ground floor: the record, outlets, settings, errors, addresses, files and logs."""
