"""Post-editing: a translation's text mended after decoding, whatever the engine that wrote it."""
