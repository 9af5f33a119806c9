"""TPC-H: the standard queries, the same by hand in PySpark, and their comparison."""
