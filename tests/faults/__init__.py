"""Programs are killed in mid-work; afterwards nothing that was acknowledged is missing."""
