-- What admin.announce tells.
listen window_reload
