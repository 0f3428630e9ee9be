"""What people send to this app's own pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from orgs.models import Post
from web.forms import Form


class SwitchPostForm(Form):
    """The post to act in from now on: one of the person's own."""

    post = forms.IntegerField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, posts: Sequence[Post]) -> None:
        super().__init__(data)
        self._posts = {post.pk: post for post in posts}

    def clean_post(self) -> Post:
        """Give the post itself; ValidationError for one that ended or is not theirs."""
        post = self._posts.get(self.cleaned_data["post"])
        if post is None:
            raise forms.ValidationError("not yours")
        return post
