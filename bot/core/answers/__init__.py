"""Step 3 of 4, answer: what is said to each way of asking, a module for each kind of fact."""
