"""The words everyone speaks: calls as data, what a step finds out, what it asks, what it would change.

Everything here is a frozen value without behaviour of its own, so that a step can be tested without AWS, a
screen without a step, and the engine without either. The cost is one indirection: a step never calls AWS, it
describes a call, and whoever holds the credentials makes it.
"""

from wizard.model.calls import Call, CallError, CallFailed, Change, Port, Read, Reader, Target
from wizard.model.found import GrantedRole, SignedIn, SubAccount
from wizard.model.journal import Journal, JournalEntry
from wizard.model.observing import Finding, Mark, Observation, Plan, Preview, Problem, State, Trouble, Waiting, Where
from wizard.model.overview import Overview, OverviewLine
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
from wizard.model.signing import Login, LoginChanged, LoginFlow, LoginProvider, LoginView, Source, check_code
from wizard.model.simulation import Simulation
from wizard.model.step import Context, Outcome, Step
from wizard.model.vendor import AskedQuestion, SpeakersCard, StepOverview, StepWords, Vendor, WantedModel
from wizard.model.views import (
    CallBegan,
    CallDelayed,
    CallEnded,
    ChangeView,
    Event,
    PlanView,
    Progress,
    StepChanged,
    StepView,
    WaitView,
)
from wizard.model.workflow import Workflow, WorkflowWords

__all__ = [
    "ANYTHING",
    "AccountChoice",
    "AnsweredTables",
    "Answers",
    "AskedQuestion",
    "By",
    "Call",
    "CallBegan",
    "CallDelayed",
    "CallEnded",
    "CallError",
    "CallFailed",
    "Change",
    "ChangeView",
    "Choice",
    "Context",
    "Event",
    "Finding",
    "GrantedRole",
    "InOurName",
    "Journal",
    "JournalEntry",
    "Kind",
    "Login",
    "LoginChanged",
    "LoginFlow",
    "LoginProvider",
    "LoginView",
    "Mark",
    "Needed",
    "Observation",
    "Outcome",
    "Overview",
    "OverviewLine",
    "Plan",
    "PlanView",
    "Port",
    "Preview",
    "Problem",
    "Progress",
    "Question",
    "Read",
    "Reader",
    "RegionChoice",
    "SignedIn",
    "Simulation",
    "Source",
    "SpeakersCard",
    "State",
    "Step",
    "StepChanged",
    "StepOverview",
    "StepView",
    "StepWords",
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
    "WorkflowWords",
    "always",
    "check_code",
    "needed",
    "never",
]
