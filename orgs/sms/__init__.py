"""Text messages: templates with whitelisted fields, and the gateways they leave by. Asks no database."""
