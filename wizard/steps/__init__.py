"""The steps, in the order of the guide."""

from wizard.steps.bedrock import step as bedrock
from wizard.steps.cloudtrail import step as cloudtrail
from wizard.steps.handover import step as handover
from wizard.steps.sign_in import step as sign_in
from wizard.steps.sub_account import step as sub_account
from wizard.steps.template import step as template

STEPS = (sign_in.STEP, sub_account.STEP, cloudtrail.STEP, template.STEP, bedrock.STEP, handover.STEP)
