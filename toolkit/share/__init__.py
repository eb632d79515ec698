"""Write a corpus in forms that other tools read."""

from toolkit.share.export import Written, export

__all__ = ["Written", "export"]
