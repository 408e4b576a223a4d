"""The words every room shares: ids, regions, periods, areas, topics, problems and the life cycle."""
