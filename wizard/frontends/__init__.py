"""The front ends without a screen: headless commands and linear prompts."""
