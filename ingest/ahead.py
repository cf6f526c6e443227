"""Reading ahead: the next documents are parsed in a thread while the embedder works on the last ones."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from typing import Generic, TypeVar

__all__ = ["ReadAhead"]

Item = TypeVar("Item")


class ReadAhead(Generic[Item]):
    """Iterate over `items`, made in a thread, at most `most_weight` ahead.

        with ReadAhead(outcomes, weigh=len, most_weight=2_000_000) as items:
            for item in items: ...

    The order stays. An error of the maker is raised where its item would have come. Leaving the block early stops the
    thread after the item that it is at.
    """

    def __init__(self, items: Iterable[Item], *, weigh: Callable[[Item], int], most_weight: int) -> None:
        self._items = iter(items)
        self._weigh = weigh
        self._most_weight = most_weight
        self._ready: deque[tuple[Item, int]] = deque()
        self._weight = 0
        self._error: BaseException | None = None
        self._is_over = False
        self._is_stopped = False
        self._changed = threading.Condition()
        run = copy_context().run  # so that what is traced there belongs to the work that is under way here
        self._thread = threading.Thread(target=run, args=(self._make,), name="newsdesk-read-ahead", daemon=True)

    def __enter__(self) -> Iterator[Item]:
        self._thread.start()
        return self._take()

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._is_stopped = True
            self._ready.clear()
            self._changed.notify_all()

    def join(self) -> None:
        """Wait until the thread is at its end."""
        self._thread.join()

    def _make(self) -> None:
        try:
            for item in self._items:
                weight = 1 + self._weigh(item)
                with self._changed:
                    while self._weight > self._most_weight and not self._is_stopped:
                        self._changed.wait()
                    if self._is_stopped:
                        return
                    self._ready.append((item, weight))
                    self._weight += weight
                    self._changed.notify_all()
        except BaseException as err:
            self._error = err
        finally:
            close = getattr(self._items, "close", None)
            if close is not None:
                close()
            with self._changed:
                self._is_over = True
                self._changed.notify_all()

    def _take(self) -> Iterator[Item]:
        while True:
            with self._changed:
                while not self._ready and not self._is_over:
                    self._changed.wait()
                if not self._ready:
                    break
                item, weight = self._ready.popleft()
                self._weight -= weight
                self._changed.notify_all()
            yield item
        if self._error is not None:
            raise self._error
