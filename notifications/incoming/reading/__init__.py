"""Read in a process of its own, which can do nothing but read and answer. The service itself imports nothing of this.

Only these modules load the libraries that open what strangers send.
"""
