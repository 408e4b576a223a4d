"""Static files under a name with their hash: a new version has a new address, browsers keep each for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names after ``collectstatic``; the plain ones where nothing was collected (commands, tests)."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """Return the hashed name of a file, or its own name while there is no list of hashed names."""
        if not self.hashed_files:  # type: ignore[attr-defined]
            return name
        return str(super().stored_name(name))
