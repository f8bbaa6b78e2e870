"""The room `storage` as Django knows it."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "xuncha.storage"
    label = "storage"
