"""The work beside the web server: scheduler, delivery loop and media worker, each in a thread that ends when told."""

import logging
import multiprocessing.util
import os
import signal
import threading
from collections.abc import Callable

from bot.delivery import Delivery
from bot.media import MediaFetcher
from commands.office import Office

log = logging.getLogger(__name__)

PARENT_CHECK_SECONDS = 1.0


class Background:
    """Scheduler, delivery and media worker of one process. The threads are no daemons: what is in hand is finished."""

    def __init__(self, office: Office, schedule: bool = True) -> None:
        self._office = office
        self._schedule = schedule
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts every loop."""
        office = self._office
        delivery = Delivery(office.store, office.files, office.platforms, office.clock, office.workshop)
        media = MediaFetcher(office.store, office.files, office.platforms, office.clock)
        self._thread("delivery", lambda: delivery.run(self._stop))
        self._thread("media", lambda: media.run(self._stop))
        if self._schedule:
            self._thread("scheduler", self._run_scheduler)

    def stop(self) -> None:
        """Asks every loop to end and waits until what is in hand is done."""
        self._stop.set()
        log.info("ending: nothing new is begun, what is in hand is finished")
        for thread in self._threads:
            thread.join()

    def wait(self) -> None:
        """Waits until somebody asks for the end."""
        while not self._stop.wait(PARENT_CHECK_SECONDS):
            pass  # back in Python now and then: a signal that another thread took is handled here alone
        self.stop()

    def ask_to_stop(self) -> None:
        """Lets `wait` return; for signal handlers."""
        self._stop.set()

    def _run_scheduler(self) -> None:
        from scheduler.clock import start

        scheduler = start(self._office.store, self._office.files, self._office.clock, self._stop)
        self._stop.wait()
        scheduler.shutdown(wait=True)

    def _thread(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name)
        thread.start()
        self._threads.append(thread)


def tie_to_server_process(background: Background) -> None:
    """Ends the background with the web server's worker process, and the worker with the process that supervises it.

    A multiprocessing child runs its finalizers when the server has answered the last request. A worker whose
    supervisor was killed would go on for ever beside its successor, so it stops itself as if it had been told to.
    """
    multiprocessing.util.Finalize(None, background.stop, exitpriority=10)
    end_with_supervisor()


def end_with_supervisor() -> None:
    """Lets a worker process of the web server stop itself when the process that started it is gone.

    It also wakes the main thread, in which this must be called: where the system gives SIGTERM to another thread,
    Python would not handle it before the main thread's next step, which in granian's worker never comes.
    """
    supervisor, main = os.getppid(), threading.get_ident()
    can_wake = hasattr(signal, "pthread_kill")
    if can_wake:
        signal.signal(signal.SIGUSR1, lambda *_: None)

    def watch() -> None:
        waiting = threading.Event()
        while os.getppid() == supervisor:
            waiting.wait(PARENT_CHECK_SECONDS)
            if can_wake:
                signal.pthread_kill(main, signal.SIGUSR1)
        log.warning("the supervising process is gone, stopping")
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
