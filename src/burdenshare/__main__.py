"""``python -m burdenshare`` is the same as ``burdenshare``."""

from burdenshare.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
