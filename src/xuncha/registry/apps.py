"""The room `registry` as Django knows it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "xuncha.registry"
    label = "registry"
