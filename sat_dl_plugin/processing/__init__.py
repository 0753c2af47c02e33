"""The toolbox: algorithms that translate Processing parameters into jobs of the engine."""
