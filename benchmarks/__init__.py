"""What is measured, each beside a named reference in the same run: `make bench`, or `python -m benchmarks NAME`."""
