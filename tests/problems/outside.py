"""Lines of "What to do" that no button, command or console page does: each with the reason, as few as there can be."""

from __future__ import annotations

from collections.abc import Mapping

OUTSIDE: Mapping[str, tuple[str, ...]] = {
    "an editor changes the file; the wizard writes no line of another's configuration": (
        "Check mfa_serial in your AWS configuration.",
        "In an editor, correct the setting named above.",
        "Or correct endpoint_url in ~/.aws/config.",
        "Save the file again as UTF-8 without a byte order mark (in most editors: Save As, Encoding).",
        "Open the file in an editor and fix this line, or delete it.",
        "Open the file in an editor: keep one of the two and delete the other, or rename the second section.",
        "Fix one; the wizard notices when the files change.",
        "{todo}.",
        "Add mfa_serial = ARN-OF-YOUR-DEVICE to the profile in ~/.aws/config; the wizard then asks for the code.",
        "Correct sso_region of {source} in your AWS configuration; the wizard notices when the file changes.",
        "Or leave region out of the file.",
        "Set look_role in your fleet file to a role that you can assume in the accounts.",
    ),
    "the file system is the person's": (
        "Move {path} to another place or rename it.",
        "Give yourself permission to read the file, or move it elsewhere.",
        "Free some space, or start the wizard in another folder.",
        "Or copy it to a place that you can write to, set AWS_CONFIG_FILE to the copy, and start the wizard again.",
    ),
    "another program has the credentials": (
        "Run that program on its own and see what it reports.",
        "Run {source} in another terminal and answer it, so that it saves its sign-in.",
        "If it asks every time, turn on its cache, or have it ask in its own window.",
        "Look for its window, or run {source} in another terminal and see what it waits for.",
        "Run the program that writes this profile again; the wizard notices when the file changes.",
        "Sign in to that program again in another terminal.",
        "Have a new token written to {source}.",
        "Have the token written to {source}, or correct the path.",
        "In AWS CloudShell, open a new session; the old one has ended.",
        "In ECS or EKS, check that the task or pod has a role and that its authorization token is current.",
    ),
    "this computer's clock, network and environment": (
        "Set the clock (on most systems: turn on automatic time).",
        "Check the keys of the profile; a proxy that rewrites requests causes this too.",
        "Check the network; behind a proxy, set HTTPS_PROXY.",
        "If AWS_ENDPOINT_URL is set, check the address.",
        "If AWS_ENDPOINT_URL is set, quit, correct or unset it, and start the wizard again with --resume.",
        "If the clock is right, have the proxy's certificate renewed.",
        "Correct or unset the variable; name and password go before the proxy's address.",
        "Set AWS_CA_BUNDLE to the file with your company's certificate.",
        "Open a browser and see whether the network has a login page.",
        "If this isn't a pod or a CI job: unset AWS_WEB_IDENTITY_TOKEN_FILE, and use another profile.",
    ),
    "only AWS's answer says what it is": (
        "Fix the cause named above.",
        "Fix what AWS names above. Fifteen minutes after the last try, the wizard offers the agreement again.",
        "Fix the cause named above, then run the wizard again: interactively now, or in an hour.",
        "Read the message: it names the missing permission, and whether a service control policy denies it.",
        "{fix}",
    ),
    "a policy is judged or changed by whoever manages it, and the request says which": (
        "If you already have it, check that your permissions boundary and session policy allow it, too.",
        "Check on your side that a policy allows sts:AssumeRole on {role_arn}.",
        "Check for a second statement without the condition, and for StringEqualsIfExists.",
        "Look for service control policies that deny bedrock:* or aws-marketplace:* in this account.",
        "Look for a service control policy that denies them. A change takes about 5 minutes to work.",
        'In the service control policy that denies regions, exempt bedrock:*, or add "unspecified" to the allowed'
        " values of aws:RequestedRegion.",
        "Policies that deny regions have to allow global services and, for Bedrock's global profiles, the region"
        ' "unspecified".',
        "For a permission set, add the statement to its inline policy in IAM Identity Center.",
        "Or remove what you no longer need.",
        "Delete the root user's access keys, if it has any.",
    ),
    "a person compares, waits, reads mail or asks around": (
        "Compare the ARN and the external ID with what the role's owner sent you, letter by letter.",
        "Look for a request from AWS to verify the account, in the e-mail of its root user and in Billing; set a valid"
        " default payment method (in an organization, in the management account).",
        "Don't use that bucket: its owner could read your logs.",
        "For a new account, wait a few minutes.",
        "Find out who uses the role.",
        "Delete stacks you no longer need in {region}.",
    ),
}
"""By reason."""
