from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of other rows than cases are taken away as well."""

    dependencies = [
        ("tickets", "0038_sealed_parts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="exportjob", name="export_of_results_or_cases"),
        migrations.RenameField(model_name="exportjob", old_name="cases", new_name="keys"),
        migrations.AlterField(
            model_name="exportjob",
            name="what",
            field=models.CharField(
                choices=[
                    ("results", "结果回传"),
                    ("cases", "清单"),
                    ("cards", "亮牌"),
                    ("meetings", "会议"),
                    ("items", "议题"),
                    ("topics", "建议"),
                    ("decided", "议定事项"),
                    ("seats", "到会"),
                ],
                default="results",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="exportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("since__isnull", False),
                        ("until__isnull", False),
                        ("what", "results"),
                        models.Q(("source", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("what", "results"), _negated=True),
                        ("source", ""),
                        models.Q(("title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="export_of_results_or_a_list",
            ),
        ),
    ]
