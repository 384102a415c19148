"""The page and the HTTP interface: the answers of the command line for people with a browser."""
