"""How people sign in: an account is given by the county, nobody opens one alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class CountyAccounts(DefaultAccountAdapter):
    """Accounts are made in the county's register of organisations; the sign-up page says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Refuse: a firm's or an official's account is opened by the county office."""
        return False
