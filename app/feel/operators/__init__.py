"""What the signs of FEEL do with values: equality, order, arithmetic."""
