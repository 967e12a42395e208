"""What can be chosen from before anybody is signed in: profiles, portals, their accounts and roles.

These answer like AWS does, under service names of their own, so that a step reads them as it reads everything else.
`profiles` is what stands on this computer, and asks nobody; `portal` asks an access portal with the token that is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import SSOTokenLoadError

from wizard.aws.portal import Portal, accounts, ends, portal_of, roles
from wizard.aws.profiles import known_regions, list_profiles
from wizard.aws.required_login import sign_in_of
from wizard.aws.sessions import Sessions
from wizard.model import Read, Target

LOCAL = ("profiles", "portal")
PORTAL = "Session"


class Discovery:
    """Answers reads of these services."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def read(self, read: Read) -> Mapping[str, Any]:
        """``profiles:List``, ``profiles:Regions`` (all that botocore knows), ``profiles:Until`` of a target,
        ``portal:Accounts`` and ``portal:Roles`` of a Session.

        Until: when a person has to sign in again. Held: when the keys end that are held now.
        """
        if read.operation == "List":
            return self._listed()
        if read.operation == "Regions":
            return {"Regions": list(known_regions())}
        if read.operation == "Until":
            return {"Until": self._until(read.target), "Held": self._sessions.ends(read.target)}
        portal = self._portal(read)
        if read.operation == "Accounts":
            return {"Accounts": accounts(self._sessions, portal)}
        return {"Roles": roles(self._sessions, portal, read.parameters["Account"])}

    def _listed(self) -> Mapping[str, Any]:
        """The profiles and portals; of each portal also whether AWS has said that it is not there."""
        listed, absent = list_profiles(), self._sessions.absent_portals
        portals = [{**one, "Absent": (one["StartUrl"], one["Region"]) in absent} for one in listed["Portals"]]
        return {**listed, "Portals": portals}

    def _until(self, target: Target) -> datetime | None:
        """When a person has to sign in again: sessions that renew themselves have no such end."""
        login = sign_in_of(target.profile, self._sessions.configuration())
        if login is None:
            return None
        if login.kind == "code":
            return self._sessions.ends(target)
        portal = portal_of(login.name, self._sessions.configuration()) if login.kind == "portal" else None
        return ends(portal) if portal else None

    def _portal(self, read: Read) -> Portal:
        name = read.parameters[PORTAL]
        portal = portal_of(name, self._sessions.configuration())
        if portal is None:
            raise SSOTokenLoadError(error_msg=f"There is no sso-session {name} in the AWS configuration")
        return portal
