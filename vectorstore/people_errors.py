"""The errors of users and conversations: a branch of the tree in `errors.py`.

StoreError
├── ConversationNotFoundError   this owner has no such conversation
├── UserExistsError             there is a user of this name already
├── UserNotFoundError           there is no user of this name
└── UserNameRefusedError        a name that cannot be a user's
"""

from __future__ import annotations

from .errors import StoreError

__all__ = ["ConversationNotFoundError", "UserExistsError", "UserNameRefusedError", "UserNotFoundError"]


class ConversationNotFoundError(StoreError):
    """This owner has no conversation of this id."""

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        super().__init__("There is no such conversation of yours; it may have been deleted. Begin a new one.")


class UserExistsError(StoreError):
    """There is a user of this name already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a user {name!r} already. For a new password, remove the user first: newsdesk users remove {name}"
        )


class UserNotFoundError(StoreError):
    """There is no user of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no user {name!r}. See them with: newsdesk users list")


class UserNameRefusedError(StoreError):
    """A name that cannot be a user's."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"{name!r} cannot be a user's name. Use up to 64 letters, digits and . _ @ + -, beginning with a letter or "
            "a digit."
        )
