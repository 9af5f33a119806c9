"""A stand-in for a Kubernetes cluster: an API server, and a kubelet that runs Spark's pods."""
