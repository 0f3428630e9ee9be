"""What people change about the figures, each in one transaction with its event."""
