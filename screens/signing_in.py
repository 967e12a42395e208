"""The dialog of a sign-in: opened by a person, it follows what the sign-in tells, and goes where nobody needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wizard.engine.actions import login

if TYPE_CHECKING:
    from screens.dialogs.sign_in import SignIn
    from screens.launch import Copy, Launch
    from screens.stage import Stage
    from wizard.engine.engine import Engine


class SigningIn:
    """At most one dialog. errand: does something on a thread; copy: puts text on the clipboard."""

    def __init__(
        self,
        engine: Engine,
        screen: Stage,
        errand: Callable[[Callable[[], object]], None],
        copy: Copy,
        launch: Launch,
    ) -> None:
        self._engine, self._screen, self._errand, self._copy, self._launch = engine, screen, errand, copy, launch
        self._dialog: SignIn | None = None

    def open(self) -> None:
        """Sign in to what the step in sight waits for."""
        from screens.dialogs.sign_in import SignIn, SignInContext

        view = self._screen.view
        wanted = login(view) if view is not None else None
        if wanted is None:
            return
        around = SignInContext(
            signing_in=self._engine.signing_in,
            errand=self._errand,
            copy=partial(self._copy, name=""),  # an address with a code in it is in no file
            browse=self._launch.browse,
            clock=self._launch.clock,
            sandbox=self._launch.sandbox,
        )
        self._screen.selection.act()
        self._dialog = SignIn(wanted, around)
        self._screen.app.push_screen(self._dialog, self._closed)

    def changed(self) -> None:
        """Have the dialog show how the sign-in stands now."""
        if self._dialog is not None:
            self._dialog.show(self._engine.signing_in.view)

    def close_if_done(self) -> None:
        """Close the dialog where the step no longer waits for it, unless it tells why it failed."""
        view, signing = self._screen.view, self._engine.signing_in.view
        if self._dialog is None or view is None or view.busy or login(view) is not None:
            return
        if view.problem is None or signing is None or signing.stage != "failed":
            self._dialog.action_close()

    def _closed(self, done: bool | None) -> None:
        self._dialog = None
        if done:
            self._screen.notify("✓ You're signed in.", markup=False, timeout=4)
