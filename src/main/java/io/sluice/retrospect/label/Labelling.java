package io.sluice.retrospect.label;

import io.sluice.csv.Untrusted;
import io.sluice.history.series.Series;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.impute.ImputationSkill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels many series, one after the other, and writes what comes of it: {@code labels.csv} as it
 * goes, {@code metrics.json}, and {@code label.html} with every series to choose from, those with
 * the most labels first.
 */
public final class Labelling {
  private final LabelSettings settings;
  private final SequenceModel model;
  private final Labeller labeller;

  public Labelling(LabelSettings settings, SequenceModel model) {
    this.settings = settings;
    this.model = model;
    this.labeller = new Labeller(settings, model);
  }

  /**
   * Labels the series.
   *
   * @param skill how well the model fills gaps, for {@code metrics.json}; null: not known
   * @param directory where the files go
   * @throws StepException when the model fails
   * @throws IOException when the directory or a file cannot be written
   * @throws IllegalArgumentException when no series has enough values
   */
  public LabelSummary write(List<Series> all, @Nullable ImputationSkill skill, Path directory)
      throws StepException, IOException {
    List<Series> series = all.stream().filter(labeller::isLongEnough).toList();
    if (series.isEmpty()) {
      throw new IllegalArgumentException(
          "none of %,d series has the %d windows with a value that the model %s needs for its scale"
              .formatted(
                  all.size(), model.contract().warmup(), Untrusted.shown(model.contract().name())));
    }
    Files.createDirectories(directory);
    LabelSummary summary = new LabelSummary(all.size() - series.size());
    LabelPage page = new LabelPage(settings, model.contract(), series.size());
    try (LabelsCsv csv = new LabelsCsv(directory.resolve("labels.csv"))) {
      for (Series one : series) {
        LabelledSeries labelled = labeller.label(one);
        csv.write(labelled);
        summary.add(labelled);
        page.add(labelled);
      }
    }
    LabelJson.write(directory.resolve("metrics.json"), settings, model.contract(), summary, skill);
    Files.writeString(directory.resolve("label.html"), page.html(summary));
    return summary;
  }
}
