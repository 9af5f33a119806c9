"""Runs that go on: kernels, events as they come, and what is recorded of them."""
