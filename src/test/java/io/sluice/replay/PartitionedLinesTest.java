package io.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionedLinesTest {
  @TempDir Path dir;

  @Test
  void linesOfSeveralPartitions_comeByPartitionThenOffset_andLeaveNoFile() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PartitionedLines lines = new PartitionedLines(dir, 4)) {
      write(lines, 3, 0, "g");
      write(lines, 0, 7, "c");
      write(lines, 1, 2, "d");
      write(lines, 0, 2, "");
      write(lines, 1, 5, "é");
      write(lines, 0, 5, "bb");
      write(lines, 1, 9, "f");
      lines.copyTo(out);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\nbb\nc\nd\né\nf\ng\n");
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).isEmpty();
    }
  }

  private static void write(PartitionedLines lines, int partition, long offset, String line)
      throws IOException {
    lines.write(partition, offset, line.getBytes(StandardCharsets.UTF_8));
  }
}
