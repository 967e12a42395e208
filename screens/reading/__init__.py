"""How a document is laid out in rows: pure, so that a widget draws only those in sight."""
