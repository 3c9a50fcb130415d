"""The doors that messages leave by. Each knows one provider and nothing of deliveries."""
