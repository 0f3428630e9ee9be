"""The bench, and the page costs that it is there to hold."""
