import { createRequire } from 'node:module';
import pg from 'pg';
import { nameOfStatement } from './point-names.mjs';
import { Strikes } from './strikes.mjs';

// `node --import …/preload.mjs`: every await of a service that matters is a query to PostgreSQL or a request to Kafka, and
// each of them is a point at which the process can be struck, before it is sent and after it was answered.
const require = createRequire(import.meta.url);
const Connection = require('kafkajs/src/network/connection.js');
const { KafkaJSConnectionClosedError, KafkaJSNonRetriableError } = require('kafkajs/src/errors.js');

const strikes = new Strikes(process.env);
const numbers = new WeakMap();
const batches = new WeakSet();
let connections = 0;

function numberOf(connection) {
  if (!numbers.has(connection)) numbers.set(connection, (connections += 1));
  return numbers.get(connection);
}

/** Sends at once, as without us: only what follows the answer comes a turn later. */
function passing(connection, name, send, failures) {
  const number = numberOf(connection);
  const struck = (phase) => {
    const asked = strikes.pass(number, `${name}:${phase}`);
    if (asked === undefined) return undefined;
    return asked === 'hang' ? new Promise(() => undefined) : Promise.reject(failures[asked]());
  };
  return struck('before') ?? send().then((answer) => struck('after') ?? answer);
}

const ofBatch = new Set(['postgres:claim', 'postgres:copy-event', 'postgres:insert-dead_letter']);

/** The commit of a batch is another point than that of whatever else is read or noted. */
function nameOn(connection, text) {
  const name = nameOfStatement(text);
  if (name === 'postgres:begin') batches.delete(connection);
  if (ofBatch.has(name)) batches.add(connection);
  return name === 'postgres:commit' && batches.has(connection) ? 'postgres:commit-batch' : name;
}

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (config, values, callback) {
  const text = typeof config === 'string' ? config : config?.text;
  if (typeof text !== 'string' || typeof values === 'function' || callback !== undefined)
    return query.call(this, config, values, callback);
  const cut = () => {
    this.connection.stream.destroy();
    return new Error('Connection terminated unexpectedly');
  };
  if (typeof config === 'object' && typeof config.submit === 'function') return asking(this, config, cut);
  return passing(this, nameOn(this, text), () => query.call(this, config, values), { cut, crash: cut });
};

/** What a transaction asks for tells by its callback what became of it. */
function asking(client, asked, cut) {
  const [number, name] = [numberOf(client), nameOn(client, asked.text)];
  const { callback } = asked;
  const struckBefore = strikes.pass(number, `${name}:before`);
  if (struckBefore === 'hang') return asked;
  if (struckBefore !== undefined) {
    const error = cut();
    process.nextTick(() => callback(error));
    return asked;
  }
  asked.callback = (error, result) => {
    const struck = error ? undefined : strikes.pass(number, `${name}:after`);
    if (struck === 'hang') return;
    if (struck === undefined) callback(error, result);
    else callback(cut());
  };
  return query.call(client, asked);
}

const { send } = Connection.prototype;
Connection.prototype.send = function (request) {
  const cut = () => {
    this.socket.destroy(new Error('read ECONNRESET'));
    return new KafkaJSConnectionClosedError('Closed connection', { host: this.host, port: this.port });
  };
  const crash = () => new KafkaJSNonRetriableError('struck');
  return passing(this, `kafka:${request.request.apiName}`, () => send.call(this, request), { cut, crash });
};
