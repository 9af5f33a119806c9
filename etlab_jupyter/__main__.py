"""`python -m etlab_jupyter` is the command `etlab`."""

from etlab_jupyter.cli import main

if __name__ == "__main__":
    main()
