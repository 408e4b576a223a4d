"""First screens per role, search, navigation and help: pages that cross domains."""
