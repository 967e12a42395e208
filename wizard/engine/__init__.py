"""The drive: observe, plan, approve, send, observe again. It knows no step, no AWS, no screen."""
