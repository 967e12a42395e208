"""The only place that knows boto3: sessions, sign-in, and the gateway that reads and sends."""
