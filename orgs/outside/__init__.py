"""Signing in by what others keep: who somebody is there. Who that is here, `orgs.services.outside_links` knows."""
