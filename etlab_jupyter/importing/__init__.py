"""Code back to pages: ETLab's own code as the same page, other PySpark as far as it goes."""

from etlab_jupyter.importing.importer import import_code, import_file, import_notebook

__all__ = ["import_code", "import_file", "import_notebook"]
