"""AWS CloudTrail, whole: trails with selectors and shadows, and the history of AssumeRole."""
