"""What is asked about models, beside the form: which they are, and whether one call may prove the access."""

from __future__ import annotations

from wizard.model import Question

PROVE = Question(
    name="prove",
    public=True,
    text="May the wizard prove the access with one call to each model?",
    help="Each call asks for one token and costs a fraction of a cent. AWS's status alone has been wrong before.",
    yes_or_no=True,
    default="true",
)
MODELS = Question(
    name="models",
    public=True,
    example="Claude Sonnet 5",
    text="Which models are used, whatever the guide names?",
    help="Ids or names of models, one for each line that the vendor asks for; the other lines go by the guide.",
    several=True,
    optional=True,
)
SUBSTITUTE = Question(
    name="substitute",
    public=True,
    text="May another model of the same line be used where the guide's is closed to new accounts?",
    yes_or_no=True,
    default="true",
    optional=True,
)
