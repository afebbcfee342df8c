"""The room of the map."""

from django.apps import AppConfig


class MapConfig(AppConfig):
    """Registers the room under the label `map`."""

    name = "vungxanh.web.map"
    label = "map"
