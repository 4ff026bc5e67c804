package io.sluice.schema;

import java.util.List;

/** A configuration under which the stored state cannot be gone on with. */
public final class ChangedConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong and what to do.
   *
   * @param problems a line each, with the key path
   * @param remedy what the user can do
   */
  public ChangedConfigurationException(List<String> problems, String remedy) {
    super(String.join("\n", problems) + "\n" + remedy);
  }
}
