"""The room `alerts` as Django knows it."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "xuncha.alerts"
    label = "alerts"
