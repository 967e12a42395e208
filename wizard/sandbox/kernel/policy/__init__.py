"""IAM policy documents, evaluated as AWS does: what is not allowed is denied."""
