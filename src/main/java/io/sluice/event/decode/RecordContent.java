package io.sluice.event.decode;

import io.sluice.event.Decoded;
import io.sluice.event.json.Rejection;
import org.apache.kafka.common.utils.Bytes;

/** What a record whose fields have been read says at a time of a series. */
interface RecordContent {
  Decoded of(Bytes key, long time, int partition, long offset) throws Rejection;
}
