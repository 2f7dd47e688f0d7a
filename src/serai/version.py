"""The version of Serai, told once."""

__version__ = "0.1.0"
