"""The source node types, one module each, named after their kind."""
