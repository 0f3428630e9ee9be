"""Who may open what: every address, every post, every method, against one literal file."""
