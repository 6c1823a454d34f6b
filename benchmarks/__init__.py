"""What Rounds is measured by."""
