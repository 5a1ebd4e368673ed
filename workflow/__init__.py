"""The application: what can be done, what is remembered, how it is started."""
