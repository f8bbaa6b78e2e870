"""The room `pipeline` as Django knows it."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "xuncha.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        """Hear of every decision on a finding: the verdict on its site may change with it."""
        from xuncha.findings import actions
        from xuncha.pipeline import verdicts

        actions.decided.connect(verdicts.decided, dispatch_uid="verdicts")
