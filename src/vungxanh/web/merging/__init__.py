"""Records of one person: the worklist of likely ones, merging, and taking a merge back."""
