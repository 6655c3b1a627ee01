"""Run the command line as `python -m annotator`."""

from annotator.cli.main import run

if __name__ == "__main__":
    run()
