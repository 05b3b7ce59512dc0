"""The watcher: one process that crawls, judges, tells, verifies and backs up when each is due."""
