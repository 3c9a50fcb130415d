"""An app of the tests alone: two models with sealed fields."""
