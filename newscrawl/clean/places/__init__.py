"""The two ends of a body, where more is removed than in its middle."""
