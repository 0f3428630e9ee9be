"""Prove the copy of a parent's kind: the key that makes the committee tree strict.

Django cannot declare a key over several columns. A row's (parent, parent_kind, county) must
exist as (id, kind, county); the CHECK on kind and parent_kind does the rest. A parent cannot
change its kind or its county while something hangs under it.
"""

from django.db import migrations

ADD = """
ALTER TABLE orgs_organisation
    ADD CONSTRAINT parent_is_of_the_stored_kind_and_the_same_county
    FOREIGN KEY (parent_id, parent_kind, county_id)
    REFERENCES orgs_organisation (id, kind, county_id)
"""
REMOVE = """
ALTER TABLE orgs_organisation DROP CONSTRAINT parent_is_of_the_stored_kind_and_the_same_county
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_first")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
