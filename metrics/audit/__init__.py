"""What an auditor needs: notes of refusals, the screen that shows the journal, and the runs that prove it sound."""
