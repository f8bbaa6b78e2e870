"""The room `campaigns` as Django knows it."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "xuncha.campaigns"
    label = "campaigns"
