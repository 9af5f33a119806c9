"""Benchmarks: ETLab against named references, measured side by side in one run.

`python -m bench` runs them all; see `bench/__main__.py`.
"""
