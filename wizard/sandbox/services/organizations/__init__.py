"""AWS Organizations: moto keeps the tree, this package adds time, uniqueness and who may ask."""
