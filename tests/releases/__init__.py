"""What each release leaves behind: a filled installation of both kinds, which all later versions have to take over."""
