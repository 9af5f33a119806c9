"""The transform node types, one module each, named after their kind."""
