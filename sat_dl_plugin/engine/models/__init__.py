"""Networks: reading them safely, knowing what they want, running them, keeping them."""
