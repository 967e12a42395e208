"""What is sent along when somebody needs help: the report without ids, the log without secrets."""
