"""The role as a customer's handover file names it, or why that file is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from wizard.model import CallFailed, Context, Read, Reader, SignedIn, Target, Trouble
from wizard.resources.handover import lacking, read_document


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What the file settles. external_id: "" where it only says that one is asked for, or that none is."""

    arn: str
    asks_for_external_id: bool | None
    external_id: str = ""


def handed_over(read: Reader, path: str, context: Context) -> HandedOver | Trouble:
    """The file's role, or what is wrong with the file. Raises CallFailed where it cannot be read at all."""
    name = PurePath(path).name
    try:
        text = str(read(Read(target=Target(), service="file", operation="ReadFile", parameters={"Path": path}))["Text"])
    except CallFailed as failed:
        if failed.error.code != "FileNotFound":
            raise
        return Trouble(key="handover-missing", values={"path": path})
    said = read_document(text)
    if said is None:
        return Trouble(key="handover-not-one", values={"file": name})
    if wrong := lacking(said):
        return Trouble(key="handover-not-whole", values={"file": name, "wrong": wrong})
    return _refused(said, name, context) or _taken(said)


def _refused(said: Mapping[str, Any], name: str, context: Context) -> Trouble | None:
    vendor, account = said["vendor"], context.need(SignedIn).account
    values = {"file": name, "vendor": str(vendor["name"]), "vendor_account": str(vendor["account"]), "account": account}
    if said["simulated"] and context.simulation is None:
        return Trouble(key="handover-simulated", values=values)
    if (vendor["id"], vendor["account"]) != (context.vendor.id, context.vendor.account):
        return Trouble(key="handover-of-another-vendor", values={**values, "ours": context.vendor.name})
    if vendor["account"] != account:
        return Trouble(key="handover-for-another-account", values=values)
    return None


def _taken(said: Mapping[str, Any]) -> HandedOver:
    asked = said["external_id"]
    return HandedOver(
        arn=str(said["role_arn"]),
        asks_for_external_id=asked if isinstance(asked, bool) or asked is None else True,
        external_id=asked if isinstance(asked, str) else "",
    )
