"""What is inferred of expressions and queries, compared with Spark's own analyzer."""
