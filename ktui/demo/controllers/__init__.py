"""The controllers of the embedded cluster, one module a controller, written from Kubernetes' sources."""
