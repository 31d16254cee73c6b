"""What ktui knows of Kubernetes: values and pure functions.

Here belong the narrow structs that API objects are decoded into and every rule that is computed from them. Not here:
anything that waits, reads a clock, a file or the network, or draws. "Now" is an argument.
"""
