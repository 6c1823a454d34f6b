"""Puts this folder on the path: what the tests of several folders share lies beside this file."""
