"""This computer: files, clipboard, browser, signals, threads, time."""
