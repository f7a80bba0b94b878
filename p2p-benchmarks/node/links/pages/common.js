// What the pages of all contestants have: the clock, the load, and what came of it. The script of a
// contestant adds `contestant`, which opens links and sends; all it receives it gives to an Inbox.

const EVENT_CHARS = 1024;
const NUMBER_CHARS = 10;
const FILLER = 'links and relays '.repeat(64).slice(0, EVENT_CHARS - NUMBER_CHARS);

// With more in the buffer of a channel, bursts are lost in SCTP and a rate falls to a tenth
const HIGH_WATERMARK_BYTES = 128 * 1024;
const LOW_WATERMARK_BYTES = 32 * 1024;
const CHUNK_BYTES = 64 * 1024;
const PROBE_MILLIS = 20;
const VOLATILE_PER_SECOND = 60;

/** The time on the clock that all pages of this machine share, in milliseconds. */
function now() {
  return performance.timeOrigin + performance.now();
}

/** What has come over the links. */
class Inbox {
  #others;
  #opened = 0;
  #heard = new Set();
  #linked = Promise.withResolvers();
  #events = 0;
  #ended = Promise.withResolvers();
  #file = Promise.withResolvers();
  #completed;
  #probes = [];
  #volatile = [];

  constructor(others) {
    this.#others = others;
  }

  /** When all links are open and something has come over each. */
  get linked() {
    return this.#linked.promise;
  }

  /** The next end of a round of events. */
  get ended() {
    return this.#ended.promise;
  }

  get file() {
    return this.#file.promise;
  }

  /** Something has gone wrong of which nothing more will come. */
  fail(why) {
    for (const { reject } of [this.#linked, this.#ended, this.#file]) reject(new Error(why));
  }

  /** How far it has come. */
  get state() {
    return `${this.#opened} open, ${this.#heard.size} heard of ${this.#others}, ${this.#events} events`;
  }

  opened() {
    this.#opened += 1;
    this.#settle();
  }

  hello(peer) {
    this.#heard.add(peer);
    this.#settle();
  }

  #settle() {
    if (this.#opened >= this.#others && this.#heard.size >= this.#others) this.#linked.resolve(now());
  }

  event(text) {
    // Each, in order and whole
    if (text.length !== EVENT_CHARS || Number(text.slice(0, NUMBER_CHARS)) !== this.#events) {
      this.#ended.reject(new Error(`event ${this.#events} is ${text.slice(0, 20)}`));
    }
    this.#events += 1;
  }

  end(count) {
    if (count === this.#events) this.#ended.resolve({ at: now(), count });
    else this.#ended.reject(new Error(`${this.#events} of ${count} events`));
    this.#events = 0;
    this.#ended = Promise.withResolvers();
  }

  /** Something that was sent beside the file, and may come behind it. */
  probe(sentAt) {
    this.#probes.push(now() - sentAt);
    this.#endFile();
  }

  volatile(sentAt) {
    this.#volatile.push(now() - sentAt);
  }

  /** How long each volatile event took. */
  get volatileTimes() {
    return this.#volatile;
  }

  complete(buffer) {
    this.#completed = { at: now(), buffer };
    this.#endFile();
  }

  #endFile() {
    if (this.#completed && this.#probes.length > 0)
      this.#file.resolve({ ...this.#completed, probes: this.#probes });
  }
}

/** What a bare channel or one like it has received becomes events and files. */
function reader(inbox) {
  let file;
  let loaded = 0;
  return (peer, data) => {
    if (typeof data !== 'string') {
      file.set(new Uint8Array(data), loaded);
      loaded += data.byteLength;
      if (loaded === file.length) inbox.complete(file.buffer);
    } else if (data === 'hello') {
      inbox.hello(peer);
    } else if (data.startsWith('probe ')) {
      inbox.probe(Number(data.slice(6)));
    } else if (data.startsWith('end ')) {
      inbox.end(Number(data.slice(4)));
    } else if (data.startsWith('file ')) {
      file = new Uint8Array(Number(data.slice(5)));
      loaded = 0;
    } else {
      inbox.event(data);
    }
  };
}

/** Sends all of something over a channel, no faster than the channel takes it. */
async function sendPaced(channel, items, send) {
  channel.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
  for (const item of items) {
    send(item);
    if (channel.bufferedAmount < HIGH_WATERMARK_BYTES) continue;
    await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
  }
}

/** Events for as long as that, then how many they were. */
function* events(millis) {
  const end = performance.now() + millis;
  let count = 0;
  while (performance.now() < end) yield String(count++).padStart(NUMBER_CHARS, '0') + FILLER;
  return count;
}

/** The same for those who send whatever it is as one message. */
function* eventsAndEnd(millis) {
  yield `end ${yield* events(millis)}`;
}

/** A file as messages. */
function* chunks(buffer) {
  yield `file ${buffer.byteLength}`;
  for (let offset = 0; offset < buffer.byteLength; offset += CHUNK_BYTES) {
    yield new Uint8Array(buffer, offset, Math.min(CHUNK_BYTES, buffer.byteLength - offset));
  }
}

async function digest(buffer) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)).join();
}

let inbox;
let file;
let prober;

/** What the driver calls. Times are those of `now()`. */
globalThis.bench = {
  async link(setup) {
    inbox = new Inbox(setup.others);
    const start = now();
    contestant.connect(setup, inbox);
    return { start, end: await inbox.linked };
  },

  get state() {
    return inbox.state + (contestant.state ? `, ${contestant.state()}` : '');
  },

  async sendEvents(millis) {
    const start = now();
    await contestant.sendEvents(millis);
    return start;
  },

  receiveEvents() {
    return inbox.ended;
  },

  /** Bytes that no layer can make fewer. */
  async makeFile(bytes) {
    const words = new Uint32Array(bytes / 4);
    let word = 88675123;
    for (let i = 0; i < words.length; i++) {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
      words[i] = word;
    }
    file = words.buffer;
    return digest(file);
  },

  /** And something small beside it, all the time. */
  async sendFile() {
    const start = now();
    prober = setInterval(() => contestant.sendProbe(now()), PROBE_MILLIS);
    await contestant.sendFile(file);
    return start;
  },

  /** Sends volatile events to everybody for as long as that, and something large to one of them. */
  async sendVolatile(millis) {
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      contestant.sendVolatile(now());
    }, 1000 / VOLATILE_PER_SECOND);
    void contestant.sendFileToOne(file);
    await new Promise((resolve) => setTimeout(resolve, millis));
    clearInterval(timer);
    return sent;
  },

  get volatileTimes() {
    return inbox.volatileTimes;
  },

  fileHasCome() {
    clearInterval(prober);
  },

  async receiveFile() {
    const { at, buffer, probes } = await inbox.file;
    return { at, digest: await digest(buffer), probes };
  },
};
