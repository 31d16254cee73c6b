"""The only package that speaks to an API server: kubeconfig, credentials, requests, lists and watches, actions.

Raw JSON ends here. Nothing here knows of the store or of the screen.
"""
