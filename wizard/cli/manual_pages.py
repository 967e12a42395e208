"""What --help says of each command that only a person can write: what it is for, examples, what its exit codes mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.cli.option_table import WIZARD
from wizard.frontends.exits import Exit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a person has to know of a command. usage: what follows its name. examples: words, and what they do."""

    summary: str
    text: str
    usage: str = "[OPTION ...]"
    words: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, str], ...]
    exits: dict[Exit, str] = field(default_factory=dict)


USAGE = "something in the command line, the answers or the environment is wrong; one sentence says what"
INTERRUPTED = "interrupted; everything so far is kept"
PAGES = {
    WIZARD: Page(
        summary="the full-screen wizard",
        text=(
            "Sets up a dedicated AWS account for a vendor, from credentials to the role's ARN. Without a command it is"
            " a wizard for you: it shows every change before it makes it, and you can quit and continue at any time."
        ),
        usage="[OPTION ...]  |  COMMAND [OPTION ...]",
        examples=(
            ("--sandbox", "try everything on a simulated AWS"),
            ("--profile admin --region us-east-1", "start with this profile and region"),
            ("--resume", "continue where you quit"),
            ("--plain", "the same conversation for a screen reader"),
        ),
        exits={
            Exit.COMPLETE: "complete: every step is done",
            Exit.FAILED: "failed",
            Exit.USAGE: USAGE,
            Exit.NEEDED: "you quit while approval or answers were needed",
            Exit.INCOMPLETE: "you quit while something was pending, skipped or blocked",
            Exit.INTERRUPTED: INTERRUPTED,
        },
    ),
    "plan": Page(
        summary="show what would change; read only",
        text=(
            "Reads your AWS accounts, prints every change that the answers lead to, and the digest that approves"
            " exactly these changes. It changes nothing."
        ),
        usage="--answers FILE [OPTION ...]",
        examples=(
            ("plan --answers answers.toml", "print the changes and their digest"),
            ("plan --answers answers.toml --format json", "the same as JSON lines"),
            ("plan --answers answers.toml --sandbox=org-trail", "try the answers on a simulated AWS"),
        ),
        exits={
            Exit.COMPLETE: "nothing to do",
            Exit.FAILED: "failed",
            Exit.USAGE: USAGE,
            Exit.NEEDED: "there is something to do: changes to approve, or answers that are missing",
            Exit.INCOMPLETE: "a step is pending, skipped or blocked, and there is nothing to approve",
            Exit.INTERRUPTED: INTERRUPTED,
        },
    ),
    "apply": Page(
        summary="make the changes that you approve",
        text=(
            "Makes the changes that --approve covers and waits for AWS. Run it again at any time: it makes nothing"
            " twice. What can't be undone needs its own key in the answers."
        ),
        usage="--answers FILE --approve[=DIGEST] [OPTION ...]",
        examples=(
            (
                "apply --answers answers.toml --approve=DIGEST",
                "make exactly what plan printed with this digest; the = is required",
            ),
            ("apply --answers answers.toml --approve", "make whatever the answers spell out"),
            ("apply --answers answers.toml --approve --wait 1h", "wait up to an hour for what is pending"),
        ),
        exits={
            Exit.COMPLETE: "complete: every step is done",
            Exit.FAILED: "failed",
            Exit.USAGE: USAGE,
            Exit.NEEDED: "approval or answers are needed; the output says for what",
            Exit.INCOMPLETE: "something is pending, skipped, or waits for a person",
            Exit.INTERRUPTED: INTERRUPTED,
        },
    ),
    "status": Page(
        summary="check everything again; read only",
        text=(
            "Looks at every step in AWS again and says how it is. It changes nothing, calls no model and costs nothing,"
            " so that you can run it every night."
        ),
        examples=(
            ("status", "check with the answers of your checkpoint"),
            ("status --format json --checkpoint s3://BUCKET/KEY", "check a shared checkpoint, as JSON lines"),
        ),
        exits={
            Exit.COMPLETE: "unchanged: every step is still done",
            Exit.FAILED: "it couldn't look, for example because nobody is signed in or AWS can't be reached",
            Exit.USAGE: USAGE,
            Exit.INCOMPLETE: "something has changed, or is incomplete",
            Exit.INTERRUPTED: INTERRUPTED,
        },
    ),
    "operator-policy": Page(
        summary="print the IAM policies that an operator needs",
        text=(
            "Prints the smallest IAM policy for each identity that the onboarding works with. It asks AWS nothing, so"
            " it works before you have credentials."
        ),
        examples=(
            ("operator-policy", "for a new account"),
            ("operator-policy --answers answers.toml", "for exactly what the answers lead to"),
            ("operator-policy --checkpoint s3://BUCKET/KEY", "and the permission to keep a checkpoint there"),
        ),
        exits={Exit.COMPLETE: "printed", Exit.USAGE: USAGE},
    ),
    "answers": Page(
        summary="print a template of the answers file, or its JSON Schema",
        text=(
            "Prints an answers file with every key commented out: what it asks, which values it takes, and an example."
            " Remove the # before a key and write your value. It asks AWS nothing."
        ),
        examples=(
            ("answers > answers.toml", "start an answers file"),
            ("answers --schema > answers.schema.json", "for an editor that checks TOML"),
        ),
        exits={Exit.COMPLETE: "printed", Exit.USAGE: USAGE},
    ),
    "checkpoints": Page(
        summary="list, show and delete the checkpoints on this computer",
        text=(
            "A checkpoint keeps what you answered and approved, and what was sent. Deleting one changes nothing in AWS."
        ),
        usage="[list | show [NAME] | delete NAME] [OPTION ...]",
        words=(
            ("list", "the checkpoints of this computer (default)"),
            ("show [NAME]", "what is in one, with account ids and addresses masked"),
            ("delete NAME", "delete one; asks first"),
        ),
        examples=(
            ("checkpoints", "list them"),
            ("checkpoints show firetiger", "show one by its name in the list"),
            ("checkpoints show --checkpoint s3://BUCKET/KEY", "show a shared one"),
            ("checkpoints delete firetiger --yes", "delete one without being asked"),
        ),
        exits={Exit.COMPLETE: "done", Exit.USAGE: USAGE, Exit.NEEDED: "not deleted: the question was answered with no"},
    ),
    "sandbox": Page(
        summary="run the simulated AWS alone",
        text=(
            "Runs a simulated AWS on this computer until you interrupt it, and prints the variables that lead any AWS"
            " tool to it. Nothing in it reaches a real account."
        ),
        usage="[SCENARIO] [OPTION ...]",
        words=(("SCENARIO", "the situation to simulate (default fresh)"),),
        examples=(
            ("sandbox", "a fresh organization"),
            ("sandbox role-retained", "another situation"),
            ("sandbox --pace 0", "without waiting times"),
        ),
        exits={Exit.COMPLETE: "interrupted, or ended by a signal", Exit.USAGE: USAGE},
    ),
}
