"""An installation without a county, its set-up address, and a browser that fills the steps in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from orgs import opening
from orgs.models import County


@dataclass
class Setup:
    """The wizard as its operator has it: an address, and what is typed in each step."""

    token: str
    client: Client = field(default_factory=Client)

    def address(self, *parts: str) -> str:
        return "/setup/" + "".join(f"{part}/" for part in (self.token, *parts))

    def get(self, *parts: str) -> Any:
        return self.client.get(self.address(*parts))

    def send(self, *parts: str, **typed: Any) -> Any:
        return self.client.post(self.address(*parts), typed)

    def as_shown(self, step: str, **typed: Any) -> Any:
        """Send a step as its page shows it, with some answers replaced; "" unticks or empties."""
        form = self.get(step).context["form"]
        shown = {bound.html_name: bound.value() for bound in form}
        wanted = {name: "on" if value is True else value for name, value in {**shown, **typed}.items()}
        sent = {name: _typed(value) for name, value in wanted.items() if value not in (None, False, "")}
        return self.client.post(self.address(step), sent)

    def through(self, *, until: str = "") -> None:
        """Fill the steps in, in order, before `until`."""
        answers: dict[str, dict[str, Any]] = {
            "county": {"name": "安平县", "code": "anping", "hotline": "0530-5550000"},
            "calendar": {},
            "places": {"towns": "云裳镇：前丁村、后丁村\n东城街道"},
            "committees": {},
            "units": {},
            "catalogue": {},
            "administrators": {"name_sysadmin": "郑一", "name_secadmin": "王二", "name_auditadmin": "李三"},
        }
        for step, typed in answers.items():
            if step == until:
                return
            answer = self.as_shown(step, **typed)
            assert answer.status_code == 303, (step, answer.context["form"].errors)

    @property
    def county(self) -> County:
        return County.objects.get()


def _typed(value: Any) -> str:
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


@pytest.fixture
def setup(db: None, settings: LazySettings, tmp_path: Path) -> Setup:
    settings.DATA = tmp_path
    return Setup(opening.token())
