"""The room `publishing` as Django knows it."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "xuncha.publishing"
    label = "publishing"
