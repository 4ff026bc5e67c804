package io.sluice.model;

/** Which model it is that is served, or that spoke. */
public interface ModelIdentity {
  /** The model's name. */
  String name();

  /** The model's version. */
  String version();

  /** The first 12 hexadecimal digits of the file's SHA-256. */
  String hash();

  /** The recurrent cell, for people. */
  String cell();
}
