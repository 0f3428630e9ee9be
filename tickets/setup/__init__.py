"""Setting the first county up in the browser: the steps, their forms, and what is still missing before opening day."""
