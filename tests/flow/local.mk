# Flow tests: stories told by Node against whole sites.
