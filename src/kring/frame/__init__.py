"""The frame: pages, components, styles, charts and maps, without knowledge of any domain."""
