"""The REST API: routes over the services, as a Jupyter server extension."""
