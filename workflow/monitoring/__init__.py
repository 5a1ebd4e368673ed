"""What the running daemon tells of itself: to systemd, to a metrics file, to an address that alarms at silence."""
