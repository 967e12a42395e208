"""The steps, in the order of the guide."""

from wizard.steps import bedrock, cloudtrail, handover, sign_in, sub_account, template

STEPS = (sign_in.STEP, sub_account.STEP, cloudtrail.STEP, template.STEP, bedrock.STEP, handover.STEP)
