"""What people agreed to, and what we hold about them."""
