import pg from 'pg';
import type { Duplex } from 'node:stream';

type Answered = (error: Error | null, rows: readonly unknown[]) => void;

// Of a connection, as far as it is used here: what pg hands to whatever it is to send.
interface Connection {
  readonly stream: Duplex;
  query(text: string): void;
}

// What is asked for in one turn is sent in one piece, and what is long at once: the server works on it while more is made.
const PIECE_BYTES = 65_536;
const corked = new WeakSet<Duplex>();

function sendTogether(stream: Duplex): void {
  if (corked.has(stream)) {
    if (stream.writableLength < PIECE_BYTES) return;
    stream.uncork();
    stream.cork();
    return;
  }
  corked.add(stream);
  stream.cork();
  process.nextTick(() => {
    corked.delete(stream);
    stream.uncork();
  });
}

const names = new Map<string, string>();

/** Of a statement that a connection keeps: its text is longer than a name may be. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `statement ${names.size}`));
  return name;
}

/** @param kept whether the connection keeps it parsed, for the next time that it has this text. */
export class Statement extends pg.Query {
  override readonly submit = (connection: Connection): void => {
    sendTogether(connection.stream);
    Reflect.apply(pg.Query.prototype.submit, this, [connection]);
  };

  constructor(text: string, parameters: readonly unknown[], kept: boolean, answered: Answered) {
    const name = kept && parameters.length > 0 ? { name: nameOf(text) } : {};
    super({ text, values: [...parameters], ...name }, (error, result) => answered(error ?? null, result?.rows ?? []));
  }
}

const COPY_DATA = 0x64;
const copyDone = Buffer.from([0x63, 0, 0, 0, 4]);

/** `COPY … FROM STDIN` with its rows right behind it: where it is refused, the server passes over them. */
export class CopyIn extends pg.Query {
  override readonly submit = (connection: Connection): void => {
    const { stream } = connection;
    sendTogether(stream);
    connection.query(this.copy);
    for (const chunk of this.chunks) {
      const head = Buffer.allocUnsafe(5);
      head.writeUInt8(COPY_DATA);
      head.writeUInt32BE(chunk.length + 4, 1);
      stream.write(head);
      stream.write(chunk);
    }
    stream.write(copyDone);
  };

  constructor(
    private readonly copy: string,
    private readonly chunks: readonly Buffer[],
    answered: Answered,
  ) {
    super(copy, (error) => answered(error ?? null, []));
  }

  /** The rows are on their way. */
  handleCopyInResponse(): void {
    return;
  }
}
