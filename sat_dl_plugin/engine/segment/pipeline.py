"""Reading ahead, predicting and writing behind, one tile each at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Callable, Generic, TypeVar

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.raster.grid import Window

Prepared = TypeVar("Prepared")
Answer = TypeVar("Answer")

# Cancel must be noticed well inside two seconds, also while a network is running.
_POLL_S = 0.1


class TilePipeline(Generic[Prepared, Answer]):
    """Runs three stages over all tiles, each stage in a thread of its own.

    At most one tile waits in front of each stage, so memory holds a few tiles however large
    the raster is.

    Args:
        prepare: Reads one tile (reading thread).
        infer: Predicts it (predicting thread); calls back with the share of the tile done.
        finish: Writes it (writing thread), in the order of the tiles.
        stop: Called once on cancel or failure; makes a running `infer` return early.
    """

    def __init__(
        self,
        prepare: Callable[[Window], Prepared],
        infer: Callable[[Prepared, Callable[[float], None]], Answer],
        finish: Callable[[Window, Answer], None],
        stop: Callable[[], None],
    ) -> None:
        self._prepare = prepare
        self._infer = infer
        self._finish = finish
        self._stop = stop

    def run(self, windows: Sequence[Window], reporter: Reporter, phase: str) -> None:
        """Process all windows; raises what a stage raised, or `JobCancelled`."""
        total, done = sum(window.pixels for window in windows), 0
        reader, predictor, writer = (ThreadPoolExecutor(1) for _ in range(3))
        try:
            waiting: Future[None] | None = None
            for window, prepared in self._read_ahead(reader, windows, reporter):

                def tell(share: float, before: int = done, pixels: int = window.pixels) -> None:
                    reporter.progress((before + share * pixels) / total, phase)

                answer = _wait(predictor.submit(self._infer, prepared, tell), reporter)
                del prepared
                if waiting is not None:
                    _wait(waiting, reporter)
                waiting = writer.submit(self._finish, window, answer)
                del answer
                done += window.pixels
                reporter.progress(done / total, phase)
            if waiting is not None:
                _wait(waiting, reporter)
        except BaseException:
            self._stop()
            raise
        finally:
            for stage in (reader, predictor, writer):
                stage.shutdown(wait=True, cancel_futures=True)

    def _read_ahead(
        self, reader: ThreadPoolExecutor, windows: Sequence[Window], reporter: Reporter
    ) -> Iterable[tuple[Window, Prepared]]:
        upcoming = reader.submit(self._prepare, windows[0])
        for index, window in enumerate(windows):
            prepared = _wait(upcoming, reporter)
            if index + 1 < len(windows):
                upcoming = reader.submit(self._prepare, windows[index + 1])
            yield window, prepared


Result = TypeVar("Result")


def _wait(future: Future[Result], reporter: Reporter) -> Result:
    """Wait for a stage without ever going deaf to a cancel."""
    while True:
        try:
            result = future.result(timeout=_POLL_S)
        except FutureTimeoutError:
            if future.done():
                # The stage itself raised a TimeoutError.
                raise
            reporter.check_cancelled()
        else:
            reporter.check_cancelled()
            return result
