"""The scenarios: which cluster the demo shows. One file each; a new one is imported and listed in `registry`."""
