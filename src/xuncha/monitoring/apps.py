"""The room `monitoring` as Django knows it."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "xuncha.monitoring"
    label = "monitoring"
