"""The errors of the assistant, as a tree. Each message says what went wrong and the next step.

AssistantError
├── EmptyQuestionError     nothing was asked
├── QuestionTooLongError   more words than a question has
├── UnknownModelError      no chat model of this name can be had
├── ModelFailedError       the chat model did not answer
├── ReceiptError           the file is no receipt of an answer
└── EntailmentModelError   no cross-encoder of this name can give a second opinion (in `verdicts/entailment.py`)
"""

from __future__ import annotations

__all__ = [
    "AssistantError",
    "EmptyQuestionError",
    "ModelFailedError",
    "QuestionTooLongError",
    "ReceiptError",
    "UnknownModelError",
]


class AssistantError(Exception):
    """Root of all errors that the assistant raises."""


class EmptyQuestionError(AssistantError):
    """The question holds no words."""

    def __init__(self) -> None:
        super().__init__("The question is empty. Ask in words, such as: How many people can CECOT hold?")


class QuestionTooLongError(AssistantError):
    """The question is longer than the assistant reads."""

    def __init__(self, characters: int, most: int) -> None:
        self.characters = characters
        self.most = most
        super().__init__(f"The question has {characters:,} characters; up to {most:,} are read. Ask it in fewer words.")


class UnknownModelError(AssistantError):
    """No chat model of this name can be had."""

    def __init__(self, model: str, why: str) -> None:
        self.model = model
        self.why = why
        super().__init__(
            f"The model {model!r} cannot be used: {why}. Use --model quotes, or name it as provider:model."
        )


class ModelFailedError(AssistantError):
    """The chat model was asked and did not answer."""

    def __init__(self, model: str, why: str) -> None:
        self.model = model
        self.why = why
        super().__init__(f"The model {model!r} did not answer: {why}. Try again, or use --model quotes.")


class ReceiptError(AssistantError):
    """What should be a receipt is none."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"This is not a receipt of an answer: {why}. Make one with: newsdesk ask QUESTION --receipt FILE"
        )
