"""The room `pipeline` as Django knows it."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "xuncha.pipeline"
    label = "pipeline"
