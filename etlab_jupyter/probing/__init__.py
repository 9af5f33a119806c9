"""Looks at local files for the columns that Spark would read from them, without Spark.

`probe(format, path, options)` gives a `Schema`, or None where the columns cannot be
known from here; `partitions` and `with_declared` give what Spark reads where the
columns are declared. What a probe found is remembered until the files change.

A format is a module with a function `columns(files, options, complete)`: `options` are
those of Spark's reader with their names in lower case; `complete` says whether `files`
are all there are.
"""

from etlab_jupyter.probing.error import ProbeError
from etlab_jupyter.probing.probe import partitions, probe, with_declared

__all__ = ["ProbeError", "partitions", "probe", "with_declared"]
