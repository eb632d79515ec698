"""Topic models with stability and article-level uncertainty."""

from toolkit.analyses.topics.choose import choose_k
from toolkit.analyses.topics.model import TopicModel, fit

__all__ = ["TopicModel", "choose_k", "fit"]
