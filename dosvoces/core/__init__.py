"""What every part stands on: the record, outlets, settings, errors, addresses, files and logs."""
