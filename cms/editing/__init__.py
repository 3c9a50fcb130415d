"""What an editor is told before she publishes, and unions that keep guides of their own."""
