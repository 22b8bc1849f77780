/** The deadline passed before every record was acknowledged. Any of them may be in the log: safe to send again. */
export class AppendTimeout extends Error {
  override readonly name = 'AppendTimeout';
}

/** A record is larger than the topic takes; nothing of the request was sent. */
export class RecordTooLarge extends Error {
  override readonly name = 'RecordTooLarge';

  constructor(
    readonly index: number,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`Record ${index} takes ${bytes} bytes, the topic takes ${limit}`);
  }
}

/** Too much waits already, as the log takes nothing or too little. Nothing of this request was sent. */
export class AppenderFull extends Error {
  override readonly name = 'AppenderFull';
}

export class AppenderClosed extends Error {
  override readonly name = 'AppenderClosed';

  constructor() {
    super('The appender is closed');
  }
}
