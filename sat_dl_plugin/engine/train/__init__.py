"""Training of networks. The only part of the engine that imports torch."""
