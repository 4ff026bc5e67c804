package io.sluice.cli.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes SIGINT and SIGTERM over. The JVM would run all shutdown hooks at once, and that of ONNX
 * Runtime frees what the pipelines still use; so the command has to end first.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** The exit code of a process that a signal ended before its work was done. */
  public static final int INTERRUPTED = 130;

  private Signals() {}

  /**
   * Calls the action on the first signal, and ends the process when it is still there some time
   * later: what was not committed is done again at the next start.
   */
  public static void onTermination(Runnable action, Duration atMost) {
    onTermination(
        () -> {
          action.run();
          haltAfter(atMost, INTERRUPTED);
        });
  }

  /** Ends the process when it is still there some time later, whatever it waits for. */
  public static void haltAfter(Duration atMost, int code) {
    Thread last = new Thread(() -> sleepAndHalt(atMost, code), "last-resort");
    last.setDaemon(true);
    last.start();
  }

  private static void sleepAndHalt(Duration time, int code) {
    try {
      Thread.sleep(time.toMillis());
      LOG.warn("event=halted seconds={}", time.toSeconds());
      Runtime.getRuntime().halt(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls the action on the first signal; the second ends the process at once. */
  public static void onTermination(Runnable action) {
    boolean[] asked = {false};
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (!method.getName().equals("handle")) {
            return method.invoke(asked, arguments);
          }
          if (asked[0]) {
            Runtime.getRuntime().halt(INTERRUPTED);
          }
          asked[0] = true;
          action.run();
          return null;
        };
    for (String name : new String[] {"INT", "TERM"}) {
      handle(name, handler);
    }
  }

  /** Calls the action each time the terminal gets another size. */
  static void onResize(Runnable action) {
    handle(
        "WINCH",
        (proxy, method, arguments) -> {
          if (!method.getName().equals("handle")) {
            return method.invoke(action, arguments);
          }
          action.run();
          return null;
        });
  }

  /** By reflection: sun.misc is in every JDK, but the compiler warns of its use. */
  private static void handle(String name, InvocationHandler handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.debug("event=signal-not-handled name={}", name, e);
    }
  }
}
