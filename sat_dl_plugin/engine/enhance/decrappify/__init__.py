"""Decrappify: trained networks that sharpen and clean pictures; needs onnxruntime only."""
