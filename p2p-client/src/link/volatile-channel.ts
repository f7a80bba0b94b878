import { bytesOf } from '../codec/codec.js';
import { isBlob } from './channel.js';

// A burst is cut off here, so that it neither fills anything nor keeps the other channel waiting
const MAX_BUFFERED_BYTES = 64 * 1024;

const NUMBER_BYTES = 4;

export type VolatileChannel = ReturnType<typeof createVolatileChannel>;

/**
 * The second channel of a link, which neither keeps the order nor repeats what was lost: for events of which only the
 * newest counts.
 *
 * @param received gets the number of an event, and the event
 */
export function createVolatileChannel(
  dc: RTCDataChannel,
  received: (number: number, event: Uint8Array) => void,
) {
  function take(data: unknown): void {
    if (isBlob(data)) void data.arrayBuffer().then(take);
    else {
      const bytes = bytesOf(data);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      received(view.getUint32(0), bytes.subarray(NUMBER_BYTES));
    }
  }

  dc.binaryType = 'arraybuffer';
  dc.addEventListener('message', ({ data }) => {
    try {
      take(data);
    } catch {
      // Whatever it was, it may get lost
    }
  });

  return {
    get open(): boolean {
      return dc.readyState === 'open';
    },

    /** Sends an event, unless there is no room for it. */
    send(number: number, event: Uint8Array): void {
      if (dc.bufferedAmount + event.length > MAX_BUFFERED_BYTES) return;
      const message = new Uint8Array(NUMBER_BYTES + event.length);
      new DataView(message.buffer).setUint32(0, number);
      message.set(event, NUMBER_BYTES);
      try {
        dc.send(message);
      } catch {
        // The channel has closed, or takes no message of that size: the event is lost
      }
    },
  };
}
