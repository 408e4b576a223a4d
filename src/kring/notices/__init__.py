"""In-app notices and mail: what happened enters as facts, messages to people leave."""
