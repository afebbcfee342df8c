"""`python -m vungxanh` is the command `vungxanh`."""

from vungxanh.cli import main

main()
