"""`python -m balk` is `balk`."""

from balk.cli import main

if __name__ == "__main__":
    main()
