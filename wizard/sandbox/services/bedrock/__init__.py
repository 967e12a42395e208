"""Amazon Bedrock's way to a third-party model, whole: form, offers, agreement, invoking. moto has none of it."""
