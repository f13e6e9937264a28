# Lints: sh scripts that print TAP.
