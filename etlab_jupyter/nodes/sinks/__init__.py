"""The sink node types, one module each, named after their kind."""
