"""What is asked about models, beside the form: which they are, and whether one call may prove the access."""

from __future__ import annotations

from wizard.model import Question

PROVE = Question(
    name="prove",
    public=True,
    text="Do you want to test access with one call to each model?",
    help="Each call asks for one token and costs a fraction of a cent. AWS's status alone isn't always right.",
    yes_or_no=True,
    default="true",
)
MODELS = Question(
    name="models",
    invited="models",
    public=True,
    example="Claude Sonnet 5",
    text="Which models do you want instead of the guide's?",
    help="Model ids or names, one for each model line the vendor asks for. Lines you don't name follow the guide.",
    several=True,
    optional=True,
)
SUBSTITUTE = Question(
    name="substitute",
    public=True,
    text="Do you want another model of the same line if the guide's is closed to new accounts?",
    yes_or_no=True,
    default="true",
    optional=True,
)
