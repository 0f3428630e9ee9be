"""Who acts in the year of meetings: the posts of the demonstration county, each looked up once."""

from functools import cached_property
from random import Random

from orgs.calendar import WorkCalendar
from orgs.models import County, Organisation, Post
from orgs.statuses import OrganisationKind, Role
from orgs.working_days import calendar_for

_STAFF = (Role.DEPT_HEAD, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.HANDLER)
_KINDS = frozenset(OrganisationKind) - {OrganisationKind.FIRM, OrganisationKind.POINT, OrganisationKind.BRANCH}


class People:
    """The county's posts by body and duty. Raises KeyError for a body that the demonstration does not have."""

    def __init__(self, county: County, firms: tuple[str, ...]) -> None:
        self.county = county
        self.calendar: WorkCalendar = calendar_for(county.pk)
        posts = Post.objects.filter(organisation__county=county, active=True, standing_in_for=None, clerk=False)
        shown = ("person", "organisation__profile__branch__parent", "organisation__place")
        own = posts.filter(organisation__kind__in=_KINDS) | posts.filter(
            organisation__kind=OrganisationKind.FIRM, organisation__name__in=firms
        )
        self._posts: dict[tuple[str, str], Post] = {}
        for post in own.select_related(*shown).order_by("pk"):
            self._posts.setdefault((post.organisation.name, post.role), post)

    def post(self, body: str, *roles: Role) -> Post:
        """The first of these duties that somebody has there."""
        found = next((self._posts[body, role] for role in roles if (body, role) in self._posts), None)
        if found is None:
            raise KeyError(body, *roles)
        return found

    def unit(self, body: str) -> Organisation:
        """A unit by its full name."""
        return self.of_unit(body).organisation

    def of_unit(self, body: str) -> Post:
        """Who does the work of a unit."""
        return self.post(body, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.HANDLER)

    def head(self, body: str) -> Post:
        """Who signs for a unit; where nobody is its head, who does the work."""
        return self.post(body, *_STAFF)

    def firm(self, name: str) -> Post:
        """A firm's owner."""
        return self.post(name, Role.ENTERPRISE_USER)

    def secretary(self, committee: str) -> Post:
        """Who convenes."""
        return self.post(committee, Role.PARTY_SECRETARY)

    def clerk(self, committee: str) -> Post:
        """Who prepares: the committee's own clerk, else the office's."""
        try:
            return self.post(committee, Role.MEETING_CLERK)
        except KeyError:
            return self.post(self.office.organisation.name, Role.MEETING_CLERK)

    @cached_property
    def office(self) -> Post:
        """Who audits."""
        return next(
            post
            for (_body, role), post in self._posts.items()
            if role == Role.SUPERVISOR and post.organisation.kind == OrganisationKind.OFFICE
        )

    @cached_property
    def telephone(self) -> Post:
        """Who asks firms by telephone and leaves auditing to a colleague."""
        colleagues = Post.objects.filter(organisation=self.office.organisation_id, role=Role.SUPERVISOR, active=True)
        return colleagues.exclude(person=self.office.person_id).select_related("person", "organisation").earliest("pk")


def dice(*words: object) -> Random:
    """Chance that falls alike each time for the same words."""
    return Random(" ".join(map(str, words)))  # noqa: S311 -- a story, no secret
