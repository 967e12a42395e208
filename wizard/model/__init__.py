"""The words everyone speaks: calls as data, what a step finds out, what it asks, what it would change.

Everything here is a frozen value without behaviour of its own, so that a step can be tested without AWS, a
screen without a step, and the engine without either. The cost is one indirection: a step never calls AWS, it
describes a call, and whoever holds the credentials makes it.
"""

from wizard.model.calls import Call, CallError, CallFailed, Change, Port, Read, Reader, Target
from wizard.model.found import Granted, SignedIn, SubAccount
from wizard.model.journal import Entry, Remembered
from wizard.model.observing import Finding, Foreseen, Mark, Observation, Plan, Problem, State, Trouble, Waiting, Where
from wizard.model.permission import (
    ANYTHING,
    AccountChoice,
    AnsweredTables,
    By,
    InOurName,
    Kind,
    Needed,
    RegionChoice,
    When,
    always,
    needed,
    never,
)
from wizard.model.questions import Answers, Choice, Question
from wizard.model.signing import Ceremony, Login, LoginChanged, LoginView, SignsIn, Source, check_code
from wizard.model.simulation import Simulation
from wizard.model.step import Earlier, Outcome, Step
from wizard.model.vendor import AskedQuestion, SpeakersCard, StepText, Vendor, WantedModel
from wizard.model.views import (
    CallBegan,
    CallEnded,
    ChangeView,
    Event,
    PlanView,
    Progress,
    StepChanged,
    StepView,
    WaitView,
)
from wizard.model.workflow import Workflow

__all__ = [
    "ANYTHING",
    "AccountChoice",
    "AnsweredTables",
    "Answers",
    "AskedQuestion",
    "By",
    "Call",
    "CallBegan",
    "CallEnded",
    "CallError",
    "CallFailed",
    "Ceremony",
    "Change",
    "ChangeView",
    "Choice",
    "Earlier",
    "Entry",
    "Event",
    "Finding",
    "Foreseen",
    "Granted",
    "InOurName",
    "Kind",
    "Login",
    "LoginChanged",
    "LoginView",
    "Mark",
    "Needed",
    "Observation",
    "Outcome",
    "Plan",
    "PlanView",
    "Port",
    "Problem",
    "Progress",
    "Question",
    "Read",
    "Reader",
    "RegionChoice",
    "Remembered",
    "SignedIn",
    "SignsIn",
    "Simulation",
    "Source",
    "SpeakersCard",
    "State",
    "Step",
    "StepChanged",
    "StepText",
    "StepView",
    "SubAccount",
    "Target",
    "Trouble",
    "Vendor",
    "WaitView",
    "Waiting",
    "WantedModel",
    "When",
    "Where",
    "Workflow",
    "always",
    "check_code",
    "needed",
    "never",
]
