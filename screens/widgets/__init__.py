"""The parts screens are made of; each shows what it is given and posts a message when a person does something."""
