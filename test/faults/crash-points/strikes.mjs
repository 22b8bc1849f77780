import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const form = /^(?<point>[\w:-]+?:(?:before|after)):(?<nth>\d+)(?<on>[+*]?)=(?<action>kill|freeze|cut|crash|hang)$/;

/**
 * `POINT:before|after:K=ACTION`, separated by commas: what strikes at the K-th passing of a point (with `K+` at every later one, too; with `K*` at the first and every K-th after it).
 * `kill` and `freeze` are SIGKILL and SIGSTOP to this process, there and then; `cut` loses the connection with the request
 * or its answer; `crash` is an error that the client takes as final;
 * `hang` is an answer that never comes, whatever time-outs the client has.
 */
function parse(text) {
  return text.split(',').flatMap((one) => {
    if (one === '') return [];
    const groups = form.exec(one)?.groups;
    if (groups === undefined) throw new Error(`no strike: ${one}`);
    return [{ ...groups, nth: Number(groups.nth), seen: 0 }];
  });
}

function isHit({ seen, nth, on }) {
  if (on === '*') return (seen - 1) % nth === 0;
  return on === '+' ? seen >= nth : seen === nth;
}

/**
 * Points that this process passes, and what strikes there. Passings count from when the file `armed` is in the folder, or
 * from the first of the point `STRIKES_FROM`.
 */
export class Strikes {
  constructor({ STRIKES = '', STRIKES_FOLDER = '', STRIKES_FROM = '' }) {
    this.strikes = parse(STRIKES);
    this.folder = STRIKES_FOLDER;
    this.from = STRIKES_FROM;
    this.armed = false;
  }

  /** Notes the passing on a connection; answers `cut`, `crash` or `hang` if the caller is to do that. */
  pass(connection, point) {
    this.armed ||= point === this.from || existsSync(join(this.folder, 'armed'));
    if (!this.armed) return undefined;
    this.note('passed', `${connection} ${point}`);
    let asked;
    for (const strike of this.strikes) {
      if (strike.point !== point) continue;
      strike.seen += 1;
      if (!isHit(strike)) continue;
      this.note('struck', `${point} ${strike.action}`);
      if (strike.action === 'kill') process.kill(process.pid, 'SIGKILL');
      else if (strike.action === 'freeze') process.kill(process.pid, 'SIGSTOP');
      else asked = strike.action;
    }
    return asked;
  }

  note(file, line) {
    appendFileSync(join(this.folder, file), `${line}\n`);
  }
}
