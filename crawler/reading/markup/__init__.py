"""What makes HTML of real portals readable: limits, cell grids, running text, and the article among the page's furniture."""
