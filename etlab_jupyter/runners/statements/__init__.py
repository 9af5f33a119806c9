"""Runs pages in sessions elsewhere that take statements over HTTP and answer when they are over."""
