"""Who acts in the demonstration: the posts of the fictional county, looked up once."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from orgs.models import County, Organisation, Post
from orgs.seeding import firm_named
from orgs.statuses import OrganisationKind, Role
from tickets.models import Ticket
from tickets.policies import DESK_ROLES
from tickets.seeding.files import Request

# How long a unit takes, measured by an ordinary one: they are not all alike, and the figures show it.
PACE: Final[Mapping[str, float]] = {
    "国网泽丰县供电公司": 0.6,
    "县行政审批服务局": 0.6,
    "县税务局": 0.6,
    "县公安局": 0.5,
    "知识产权快速维权中心": 0.7,
    "县委组织部": 0.8,
    "县工业和信息化局": 1.25,
    "县交通运输局": 1.3,
    "县财政局": 1.4,
    "县邮政业发展中心": 1.4,
    "县综合行政执法局": 1.3,
}


class People:
    """Every post of the county by organisation and role."""

    def __init__(self, county: County) -> None:
        self.county = county
        self._posts: dict[int, dict[str, list[Post]]] = defaultdict(lambda: defaultdict(list))
        for post in Post.objects.filter(organisation__county=county, standing_in_for=None).named().order_by("pk"):
            self._posts[post.organisation_id][post.role].append(post)

    def of(self, organisation_id: int, *roles: Role) -> Post:
        """The first post with one of these roles, in the order given. Raises LookupError when nobody sits there."""
        for role in roles:
            for post in self._posts[organisation_id][role]:
                return post
        raise LookupError(f"nobody in {organisation_id} is one of {roles}")

    def desk(self, ticket: Ticket, *, but: int | None = None) -> Post:
        """A dispatcher of the case's desk; `but` is the person who must not be it."""
        at_desk = self._posts[ticket.committee_id]
        return next(post for role in DESK_ROLES for post in at_desk[role] if post.person_id != but)

    def liaison(self, unit_id: int) -> Post:
        """Who signs for a unit."""
        return self.of(unit_id, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.DISPATCHER)

    def handler(self, unit_id: int) -> Post:
        """Who works on a unit's cases."""
        return self.of(unit_id, Role.HANDLER, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.DISPATCHER)

    def caller(self) -> Post:
        """The revisit clerk of the office."""
        return next(post for posts in self._posts.values() for post in posts[Role.REVISIT_CLERK])

    def supervisor(self, *, but: int | None = None) -> Post:
        """Who supervises in the office; `but` is the person who must not be it."""
        everybody = (post for posts in self._posts.values() for post in posts[Role.SUPERVISOR])
        return next(post for post in everybody if post.person_id != but)

    def leader(self) -> Post:
        """A leader of the county."""
        return next(post for posts in self._posts.values() for post in posts[Role.LEADER])

    def firm(self, request: Request) -> Post:
        """Who speaks for the firm."""
        return self.of(firm_named(request.firm, county=self.county).pk, Role.ENTERPRISE_USER)

    def who_files(self, request: Request, firm: Post) -> Post:
        """The firm itself, the station of its town or village, or the desk that took its telephone call."""
        if request.source == "self":
            return firm
        if request.source == "phone":
            committee = Organisation.objects.filter(county=self.county, kind=OrganisationKind.INDUSTRY_COMMITTEE)
            return self.of(committee.order_by("pk")[0].pk, Role.DISPATCHER)
        site = Organisation.objects.filter(county=self.county)
        if request.source == "point":
            site = site.filter(place__name=request.village, place__parent__name=request.town)
            return self.of(site.get(kind=OrganisationKind.POINT).pk, Role.SITE_CLERK)
        return self.of(site.get(kind=OrganisationKind.STATION, place__name=request.town).pk, Role.SITE_CLERK)
