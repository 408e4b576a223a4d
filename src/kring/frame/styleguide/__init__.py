"""The style page: every component with example content, for whoever builds or checks pages."""
