"""Changes to cases: one public function, one transaction, one event or more."""
