"""What is asked about the trail: how it comes about, and whether one that AWS cannot deliver counts."""

from __future__ import annotations

from wizard.model import Choice, Question

MODE = Question(
    name="mode",
    public=True,
    text="How do you want to set up CloudTrail?",
    help="The account needs a trail that records every management event in every region.",
    choices=(
        Choice("create-trail", "Create a trail for this account", "A private bucket, and a trail for all regions."),
        Choice("repair", "Repair the existing trail", "The smallest change that makes it complete."),
        Choice("by-hand", "Run it yourself", "You get the commands; the wizard checks the result."),
    ),
)
DESPITE = Question(
    name="despite_delivery_error",
    public=True,
    text="AWS can't deliver the trail's log files. Count it as recording anyway?",
    help="Only if you know that it records, for example because the files are delivered somewhere else.",
    yes_or_no=True,
    default="false",
)
