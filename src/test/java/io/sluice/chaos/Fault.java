package io.sluice.chaos;

/** What is done to a running cluster. */
enum Fault {
  /** kill -9 of a service, which is started again on its stores. */
  KILL_SERVICE,
  /** The same, with its stores deleted, and killed again while it restores. */
  KILL_DURING_RESTORE,
  /** SIGSTOP of a service for longer than the session timeout: it wakes up fenced. */
  SUSPEND_SERVICE,
  /** kill -9 of the broker, which is started again. */
  KILL_BROKER,
  /** SIGSTOP of the broker, for less than its own session timeout. */
  SUSPEND_BROKER,
  /** kill -9 of a service right after the windows of thousands of keys have come due. */
  KILL_DURING_DRAIN,
  /** An instance joins. */
  ADD_SERVICE,
  /** An instance leaves on SIGTERM and comes back. */
  REMOVE_SERVICE
}
