"""Changes to the register: each one door, one transaction, at least one event. Effects live nowhere else."""
