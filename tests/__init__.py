"""What the product does, as sentences."""
