"""Signing in without leaving the wizard: the portal's address with its code, a device's code, or what to run elsewhere.

The dialog shows a LoginView and passes on what a person types; closing it cancels the sign-in. It never opens a browser
by itself, and offers to only where there is a display.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets.fields import TextField
from wizard.model import Login, LoginView, check_code

if TYPE_CHECKING:
    from wizard.engine.engine import SigningIn

TITLES = {"portal": "Sign in at the portal", "code": "MFA code", "command": "Sign in in another terminal"}
STARTING = "Getting an address from the portal…"
CHECKING = "Checking with AWS…"
AROUND = 4
"""Rows of a dialog at its lowest: its frame, its buttons and its keys."""
MAIN = {"browser": "Copy address", "code": "Sign in", "command": "Copy command", "failed": "Try again",
        "cancelled": "Try again"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInContext:
    """What the dialog works with. errand: does something on a thread. browse: opens an address."""

    signing_in: SigningIn
    errand: Callable[[Callable[[], object]], None]
    copy: Callable[[str], None]
    browse: Callable[[str], bool] | None
    clock: Callable[[], float]
    sandbox: str


class SignIn(Dialog[bool]):
    """True once the person is signed in."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "copy"),
        Binding("o", "browse", "open browser"),
    ]

    def __init__(self, login: Login, around: SignInContext) -> None:
        super().__init__(TITLES[login.kind], around.sandbox)
        self._around = around
        self._view = LoginView(login=login, stage="starting")
        self._said = Static(classes="paragraph", markup=False)
        self._address = Static(classes="address", markup=False)
        self._left = Static(classes="quiet", markup=False)
        self._code = Static(id="qr", markup=False)
        self._field = TextField("", "six digits")
        self._field.password = True
        self._wrong = Static(classes="wrong", markup=False)

    def compose(self) -> ComposeResult:
        """As every dialog; nothing is begun before it can be seen."""
        yield from super().compose()
        self.call_after_refresh(self._begin)

    def content(self) -> list[Widget]:
        """The QR code beside the words, where it fits."""
        return [
            Horizontal(self._code, Vertical(self._said, self._address, self._left, classes="beside"), id="signing-in")
        ]

    def below(self) -> list[Widget]:
        """A device's code, and what was wrong."""
        return [self._field, self._wrong]

    def buttons(self) -> list[DialogButton]:
        """Cancel, and what leads on."""
        return [DialogButton("Cancel", "close"), DialogButton("Copy address", "main", main=True)]

    def on_mount(self) -> None:
        """Let the remaining time run."""
        self.set_interval(1, self._tick)
        self.show(self._view)

    def on_screen_resume(self) -> None:
        """Another dialog lay over it: what was told meanwhile is drawn now."""
        if self._view.stage != "starting":
            self.show(self._around.signing_in.view)

    def _begin(self) -> None:
        login = self._view.login
        self._around.errand(lambda: self._around.signing_in.begin(login))

    # --- what is shown ---------------------------------------------------------------------------------------------

    def show(self, view: LoginView | None) -> None:
        """Draw how the sign-in stands; close when it is done."""
        if view is None or not self.is_mounted or view.login != self._view.login:
            return
        before, self._view = self._view.stage, view
        if view.stage in ("done", "elsewhere"):
            self.leave(view.stage == "done")
            return
        self._said.update(words.prose(_sentence(view)))
        self._address.update(Content.styled(words.verbatim(_to_copy(view)), "bold $accent"))
        self._address.display = bool(_to_copy(view))
        self._wrong.update(f"✗ {words.prose(view.said)}" if view.said else "")
        self._wrong.display = bool(view.said)
        self._field.display = view.stage == "code"
        self._main_button(view)
        self._tick()
        if view.stage != before or self.focused is None:
            self._focus_what_leads_on(view)
        self.refresh_bindings()
        self.on_resize()

    def _draw_code(self, view: LoginView) -> None:
        self._code.display = False
        if view.stage == "browser" and view.address:
            from wizard.text.qr import lines

            drawn = lines(view.address, ink=True, border=1 if self.has_class("-low") else 2)
            # No camera reads a part of one, and the words need the room.
            self._code.display = len(drawn) + AROUND <= self.size.height
            self._code.update(Content("\n".join(drawn)))

    def on_resize(self) -> None:
        """The code comes and goes with the room for it."""
        self._draw_code(self._view)
        super().on_resize()

    def _main_button(self, view: LoginView) -> None:
        button = self.query_one("#main", DialogButton)
        button.display = view.stage in MAIN
        button.label = MAIN.get(view.stage, "")

    def _focus_what_leads_on(self, view: LoginView) -> None:
        if view.stage == "code":
            self._field.value = ""
            self._field.take_focus()
        elif view.stage in MAIN:
            self.query_one("#main", DialogButton).focus(scroll_visible=False)

    def _tick(self) -> None:
        left = self._view.until - self._around.clock() if self._view.until else 0
        self._left.display = self._view.stage == "browser"
        self._left.update(f"{words.elapsed(left)} left. The wizard continues when you allow it.")

    # --- what a person does ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where they do something."""
        if action == "copy":
            return bool(_to_copy(self._view))
        if action == "browse":
            return self._around.browse is not None and bool(self._view.address)
        return super().check_action(action, parameters)

    def pressed(self, button: str) -> None:
        """Cancel, or what the main button says now."""
        if button == "close":
            self.action_close()
        elif self._view.stage == "code":
            self._give()
        elif self._view.stage in ("failed", "cancelled"):
            self._begin()
        else:
            self.action_copy()

    def action_close(self) -> None:
        """Cancel; nothing has happened."""
        self._around.errand(self._around.signing_in.cancel)
        self.leave(False)

    def action_copy(self) -> None:
        """Copy the address, or the command."""
        self._around.copy(_to_copy(self._view))

    def action_browse(self) -> None:
        """Open the address here."""
        if self._around.browse is not None and not self._around.browse(self._view.address):
            self.notify("Couldn't open the address here; open it in another browser.", markup=False, severity="warning")

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """Enter gives the code."""
        event.stop()
        self._give()

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """Take the complaint back."""
        event.stop()
        self._wrong.display = False

    def _give(self) -> None:
        code = "".join(self._field.answer.split())
        wrong = check_code(code)
        if wrong:
            self._wrong.update(f"✗ {wrong}")
            self._wrong.display = True
            return
        self._field.value = ""
        self._around.errand(lambda: self._around.signing_in.give(code))


def _to_copy(view: LoginView) -> str:
    if view.stage == "browser":
        return view.address
    return view.login.command if view.stage == "command" else ""


def _sentence(view: LoginView) -> str:
    match view.stage:
        case "browser":
            return (
                f"Open this address in any browser, on this computer or another one. Check that it shows the code "
                f"{view.user_code}, and allow it:"
            )
        case "code":
            return f"Enter the six digits that your MFA device shows now: {view.login.name}".rstrip(": ") + "."
        case "checking":
            return CHECKING
        case "command":
            return "Run this in another terminal. The wizard notices when you're signed in, and continues."
        case "failed" | "cancelled":
            return "You aren't signed in."
        case _:
            return STARTING
