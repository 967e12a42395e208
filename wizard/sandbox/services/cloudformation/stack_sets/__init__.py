"""StackSets, whole: one template in many accounts, by operations that take time, tolerate failures and can be queued.

Sources, read on 2026-11-26: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/ (the operations named
here) and .../latest/UserGuide/stacksets-concepts.html, stacksets-orgs-activate-trusted-access.html. `state` holds what
there is; `targets` says which accounts; `operations` begins and queues, `running` is the order of events, `work` what
becomes of one account; the other modules are the API. Stacks in the members are made by the code of ordinary stacks.
"""
