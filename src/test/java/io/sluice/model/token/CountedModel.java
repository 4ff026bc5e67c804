package io.sluice.model.token;

/** A model of events that has no network and no file: what was counted is all that it knows. */
public final class CountedModel implements TokenModel {
  private final TokenContract contract;

  /**
   * A model.
   *
   * @param contract one without a network
   */
  public CountedModel(TokenContract contract) {
    if (contract.hasNetwork()) {
      throw new IllegalArgumentException("a network is promised");
    }
    this.contract = contract;
  }

  @Override
  public TokenContract contract() {
    return contract;
  }

  @Override
  public TokenBatch newBatch(int capacity) {
    throw new IllegalStateException("the model has no network");
  }

  @Override
  public void close() {}
}
