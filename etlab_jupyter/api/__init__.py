"""The shapes of what goes over the REST API and into the database's JSON columns.

Pydantic models only: the handlers, the services, the OpenAPI document and the client in kernels
share them. Nothing here knows the database or the server.
"""
