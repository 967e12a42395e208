"""What is asked about the trail: how it comes about, and whether one that AWS cannot deliver counts."""

from __future__ import annotations

from wizard.model import Choice, Question

MODE = Question(
    name="mode",
    public=True,
    text="How is CloudTrail set up?",
    help="A trail that records every management event in every region is needed; how it comes about is yours to say.",
    choices=(
        Choice("create-trail", "Create a trail for this account", "A private bucket, and a trail for all regions."),
        Choice("repair", "Repair the trail that is there", "The smallest change that makes it complete."),
        Choice("by-hand", "I do it by hand", "You get the commands; the wizard checks afterwards."),
    ),
)
DESPITE = Question(
    name="despite_delivery_error",
    public=True,
    text="Count the trail as recording although AWS cannot deliver its log files?",
    help="Only where you know better, for instance because the files are delivered to another place.",
    yes_or_no=True,
    default="false",
)
