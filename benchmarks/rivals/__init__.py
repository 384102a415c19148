"""The same chart, as other frameworks draw it."""
