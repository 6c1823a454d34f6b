"""The steps, in the order that their files say."""
