"""`make bench`: what a step costs, as ratios against floors that are measured in the same run."""
