"""The command line: assembles each domain's commands under `kring`."""
