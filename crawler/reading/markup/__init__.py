"""What makes HTML of real portals readable: limits, cell grids, running text, the article among page furniture."""
