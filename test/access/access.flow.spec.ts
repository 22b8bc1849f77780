import { topicNames } from '#contracts';
import { createKafka, fetchOffsets, readRecord } from '#kafka';
import { revokeKey, sqlOf, writeGrant } from '#persistence';
import { scopes } from '#service';
import { disclosure, disclosureWith } from '../support/disclosure.js';
import { eventually, kafkaBrokers, startPipeline, type Pipeline, type ServiceName } from '../support/index.js';
import { anIssuer, audience, type Issuer } from './issuer.js';
import { idOf, People } from './people.js';
import { everyRoute, type Route } from './routes.js';

let issuer: Issuer;
let pipeline: Pipeline;
let people: People;

beforeAll(async () => {
  issuer = await anIssuer();
  pipeline = await startPipeline({
    AUTH: 'keys,oidc',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: audience,
    PARTITIONS: '2',
  });
  people = await People.of(pipeline.databaseUrl);
}, 120_000);

afterAll(async () => {
  await people.close();
  await pipeline.end();
  await issuer.close();
});

async function call({ service, method, path }: Route, authorization?: string): Promise<number> {
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(method === 'POST'
      ? { 'content-type': service === 'ingest' ? 'application/cloudevents+json' : 'application/json' }
      : {}),
  };
  const stop = new AbortController();
  const answer = await fetch(pipeline.url(service) + path, {
    method,
    headers,
    signal: stop.signal,
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
  // A stream would go on.
  stop.abort();
  return answer.status;
}

/** Of those who try without credentials only so many are heard a second. */
async function refused(route: Route, authorization?: string): Promise<number> {
  return eventually(async () => {
    const status = await call(route, authorization);
    return status === 429 ? false : status;
  });
}

const named = ({ service, method, path }: Route) => `${service} ${method} ${path}`;
const routes = everyRoute();

describe('every route', () => {
  it('is there to be tried', () => {
    expect(routes.filter(({ needs }) => needs === null).length).toBeGreaterThan(8);
    expect(routes.filter(({ needs }) => needs !== null).length).toBeGreaterThan(25);
  });

  it('lets in whoever was granted what it needs, by key and by token, and nobody else', async () => {
    const wrong: string[] = [];
    for (const scope of scopes) {
      const key = await people.holder({ name: `only ${scope}`, scopes: [scope], publishers: ['*'], eventTypes: ['*'] });
      await people.holder({ name: `oidc:${scope}`, scopes: [scope], publishers: ['*'], eventTypes: ['*'] });
      const token = await issuer.token({ sub: scope, scope: scopes.join(' ') });
      await known(key);
      for (const route of routes) {
        const allowed = route.needs === null || route.needs.includes(scope);
        for (const [how, credential] of [
          ['key', key],
          ['token', token],
        ]) {
          const status = await call(route, `Bearer ${String(credential)}`);
          const isRight = allowed ? status !== 401 && status !== 403 && status < 500 : status === 403;
          if (!isRight && !(status === 503 && route.path.startsWith('/health')))
            wrong.push(`${named(route)} by ${String(how)} of ${scope}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('takes from a token no more than it says, and no more than is granted', async () => {
    await people.holder({ name: 'oidc:half', scopes: ['read'] });
    const [reads] = routes.filter(({ needs }) => needs?.includes('read') === true);
    const [ops] = routes.filter(({ needs }) => needs?.includes('ops') === true);
    if (reads === undefined || ops === undefined) throw new Error('no such route');
    const saysOps = await issuer.token({ sub: 'half', scope: 'ops read' });
    const saysNothing = await issuer.token({ sub: 'half' });
    await eventually(async () => (await call(reads, `Bearer ${saysOps}`)) === 200);
    expect(await call(ops, `Bearer ${saysOps}`)).toBe(403);
    expect(await call(reads, `Bearer ${saysNothing}`)).toBe(403);
    expect(await call(reads, `Bearer ${await issuer.token({ sub: 'a stranger', scope: 'read' })}`)).toBe(403);
  });

  it('refuses what is forged, expired, revoked, unknown or no credential at all', async () => {
    const grant = { scopes: [...scopes], publishers: ['*'], eventTypes: ['*'] };
    const good = await people.holder({ name: 'good', ...grant });
    await people.holder({ name: 'oidc:good', ...grant });
    const expired = await people.key('good', -1000);
    const revoked = await people.key('good');
    await revokeKey(sqlOf(people.database), idOf(revoked));
    await known(good);
    const other = `${good.slice(0, -4)}AAAA`;
    const tried = new Map<string, string | undefined>([
      ['nothing', undefined],
      ['an empty header', ''],
      ['Basic', `Basic ${Buffer.from(`good:${good}`).toString('base64')}`],
      ['a key without Bearer', good],
      ['two keys', `Bearer ${good} ${good}`],
      ['an expired key', `Bearer ${expired}`],
      ['a revoked key', `Bearer ${revoked}`],
      ['another secret', `Bearer ${other}`],
      ['another id', `Bearer dk_000000000000_${good.split('_').slice(2).join('_')}`],
      ...[...(await issuer.forged({ sub: 'good', scope: scopes.join(' ') }))].map(([what, token]): [string, string] => [
        what,
        `Bearer ${token}`,
      ]),
    ]);
    const guarded = routes.filter(({ needs }) => needs !== null);
    const wrong: string[] = [];
    const tryAll = async (service: ServiceName) => {
      for (const route of guarded.filter((each) => each.service === service))
        for (const [what, authorization] of tried) {
          const status = await refused(route, authorization);
          if (status !== 401) wrong.push(`${named(route)} with ${what}: ${status}`);
        }
    };
    await Promise.all((['ingest', 'query', 'projector', 'notifier'] as const).map(tryAll));
    expect(wrong).toEqual([]);
    expect(await call(guarded[0] ?? routes[0] ?? never(), `Bearer ${good}`)).not.toBe(401);
  }, 240_000);

  it('knows a revoked key no more within five seconds', async () => {
    const key = await people.holder({ name: 'leaving', scopes: ['read'] });
    const [route] = routes.filter(({ service, needs }) => service === 'query' && needs?.includes('read') === true);
    if (route === undefined) throw new Error('no such route');
    await eventually(async () => (await call(route, `Bearer ${key}`)) === 200);
    await revokeKey(sqlOf(people.database), idOf(key));
    const began = performance.now();
    await eventually(async () => (await call(route, `Bearer ${key}`)) === 401);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('ends a stream of changes of a revoked key within five seconds', async () => {
    const key = await people.holder({ name: 'follower', scopes: ['read'] });
    await known(key);
    const answer = await fetch(`${pipeline.url('query')}/v1/changes/stream`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(200);
    await revokeKey(sqlOf(people.database), idOf(key));
    const began = performance.now();
    await answer.text();
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('records of a stream of lines what is granted by then, and no more once its key is revoked', async () => {
    const key = await people.holder({ name: 'sender', scopes: ['events:write'], publishers: ['*'], eventTypes: ['*'] });
    await known(key);
    const line = (id: string, kind = 'media') =>
      `${JSON.stringify({
        ...{
          specversion: '1.0',
          id,
          source: '/sender',
          type: 'disclosure.statement.published.v1',
          subject: 'streamed',
        },
        time: '2026-01-01T00:00:00Z',
        data: {
          statement: id,
          publisher: { id: 'p', name: 'p', kind },
          claims: [{ fact: 'timeline.began', value: '2025-11', stance: 'affirmed' }],
        },
      })}\n`;
    const lines = new TransformStream<Uint8Array, Uint8Array>();
    const writer = lines.writable.getWriter();
    const write = (text: string) => writer.write(new TextEncoder().encode(text));
    const answered = fetch(`${pipeline.url('ingest')}/v1/events?results=all`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}` },
      body: lines.readable,
      duplex: 'half',
    });
    await write(line('while-known'));
    const body = (await answered).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await body?.read())?.value).toContain('"recorded"');
    const narrowed = { name: 'sender', scopes: ['events:write'], publishers: ['p=authority'], eventTypes: ['*'] };
    await writeGrant(sqlOf(people.database), narrowed);
    await eventually(async () => {
      const alone = await fetch(`${pipeline.url('ingest')}/v1/events/validate`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${key}` },
        body: line('alone'),
      });
      return alone.status === 403;
    });
    await write(line('once-narrowed'));
    expect((await body?.read())?.value).toContain('as authority only');
    await revokeKey(sqlOf(people.database), idOf(key));
    const metrics = `${pipeline.url('ingest')}/metrics`;
    await eventually(
      async () => (await fetch(metrics, { headers: { authorization: `Bearer ${key}` } })).status === 401,
    );
    await write(line('once-revoked', 'authority'));
    await writer.close();
    let rest = '';
    for (let more = await body?.read(); more?.done === false; more = await body?.read()) rest += more.value;
    expect(rest).toContain('is revoked');
    expect(rest).toContain('"recorded":1,"rejected":2');
  });
});

describe('who may speak for whom', () => {
  let key: string;
  const about = (id: string, publisher: string, more: object = {}, data: object = {}) => ({
    specversion: '1.0',
    id,
    source: '/newsroom',
    type: 'disclosure.statement.published.v1',
    subject: 'case',
    time: '2026-01-01T00:00:00Z',
    data: {
      statement: `notice-of-${publisher}`,
      publisher: { id: publisher, name: publisher, kind: 'media' },
      claims: [{ fact: 'timeline.began', value: '2025-11', stance: 'affirmed' }],
      ...data,
    },
    ...more,
  });
  const post = async (events: unknown, type = 'application/cloudevents-batch+json', by = key) => {
    const body = typeof events === 'string' ? events : JSON.stringify(events);
    const answer = await fetch(`${pipeline.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${by}` },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };
  const inLog = async () => {
    const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
    try {
      const ends = await fetchOffsets(kafka, topicNames(pipeline.prefix).events);
      return ends.reduce((sum, { high }) => sum + Number(high), 0);
    } finally {
      await kafka.close();
    }
  };

  beforeAll(async () => {
    key = await people.holder({
      name: 'newsroom',
      scopes: ['events:write', 'read'],
      publishers: ['nhk=media'],
      eventTypes: [
        'disclosure.statement.published.v1',
        'disclosure.statement.revised.v1',
        'disclosure.statement.retracted.v1',
      ],
    });
    await known(key);
  });

  it('records what is their own, and by whom', async () => {
    const { status, text } = await post([about('own', 'nhk')]);
    expect([status, text]).toEqual([201, expect.stringContaining('recorded')]);
    const { results } = JSON.parse(text) as { results: { offset: string }[] };
    const [partition = '', offset = ''] = results[0]?.offset.split('@') ?? [];
    const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
    const record = await readRecord(kafka, topicNames(pipeline.prefix).events, Number(partition), BigInt(offset));
    await kafka.close();
    expect(JSON.parse(String(record?.value))).toMatchObject({ id: 'own', principal: 'newsroom' });
  });

  it.each<[string, object, string]>([
    ['a statement of another publisher', about('other', 'acme'), '/0/data/publisher/id'],
    [
      'a statement of theirs as of another kind than theirs',
      about('authority', 'nhk', {}, { publisher: { id: 'nhk', name: 'nhk', kind: 'authority' } }),
      '/0/data/publisher/kind',
    ],
    [
      'a type that they may not send',
      about('described', 'nhk', { type: 'disclosure.incident.described.v1', data: { title: 'x' } }),
      '/0/type',
    ],
    [
      'a time of recording',
      about('back', 'nhk', { recordedtime: '2025-01-01T00:00:00Z', time: '2025-01-01T00:00:00Z' }),
      '/0/recordedtime',
    ],
    ['another name than theirs', about('as', 'nhk', { principal: 'somebody' }), '/0/principal'],
  ])('refuses %s with what comes with it, and keeps that it did', async (_, event, pointer) => {
    const before = await inLog();
    const { id } = event as { id: string };
    const { status, text } = await post([event, about(`beside-${id}`, 'nhk')]);
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ type: '/problems/forbidden', errors: [{ pointer }] });
    expect(await inLog()).toBe(before);
    await eventually(async () =>
      (await people.audit()).some(
        ({ principal, outcome, detail }) =>
          principal === 'newsroom' && outcome === 'denied' && Reflect.get(detail, 'id') === id,
      ),
    );
  });

  it('needs records:write for book-keeping', async () => {
    const everything = await people.holder({
      name: 'writer',
      scopes: ['events:write'],
      publishers: ['*'],
      eventTypes: ['*'],
    });
    await known(everything);
    const described = about('d', 'nhk', { type: 'disclosure.incident.described.v1', data: { title: 'x' } });
    expect((await post([described], undefined, everything)).status).toBe(403);
    const desk = await people.holder({ name: 'desk', scopes: ['records:write'], publishers: ['*'], eventTypes: ['*'] });
    await known(desk);
    expect((await post([described], undefined, desk)).status).toBe(201);
    expect((await post([about('e', 'nhk')], undefined, desk)).status).toBe(403);
  });

  it('lets nobody revise or retract a statement of another', async () => {
    const everybody = await people.holder({
      name: 'all',
      scopes: ['events:write', 'read'],
      publishers: ['*'],
      eventTypes: ['*'],
    });
    await known(everybody);
    expect((await post([about('theirs', 'acme')], undefined, everybody)).status).toBe(201);
    await eventually(async () => {
      const answer = await fetch(`${pipeline.url('query')}/v1/incidents/case/statements/notice-of-acme`, {
        headers: { authorization: `Bearer ${everybody}` },
      });
      return answer.status === 200;
    });
    const retracted = (id: string, statement: string) =>
      about(id, 'nhk', { type: 'disclosure.statement.retracted.v1', data: { statement } });
    const hijacked = about(
      'hijack',
      'nhk',
      { type: 'disclosure.statement.revised.v1' },
      { statement: 'notice-of-acme', revisionKind: 'update' },
    );
    for (const event of [retracted('r1', 'notice-of-acme'), retracted('r2', 'nowhere'), hijacked]) {
      const { status, text } = await post([event]);
      expect([status, text]).toEqual([403, expect.stringContaining('/data/statement')]);
    }
    expect((await post([retracted('r3', 'notice-of-nhk')])).status).toBe(201);
  });

  it('takes an edited dead letter for an event of whoever sends it again', async () => {
    expect((await post([about('twice', 'nhk')])).status).toBe(201);
    expect((await post([about('twice', 'nhk', {}, { claims: [] })])).status).toBe(201);
    const all = { publishers: ['nhk'], eventTypes: ['*'] };
    const watcher = await people.holder({ name: 'watcher', scopes: ['ops'], ...all });
    const operator = await people.holder({ name: 'operator', scopes: ['ops', 'events:write'], ...all });
    const ask = (path: string, by: string, body: object | null = null) =>
      fetch(`${pipeline.url('query')}/v1/ops/dead-letters${path}`, {
        method: body === null ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${by}`,
          ...(body !== null && { 'content-type': 'application/cloudevents+json' }),
        },
        ...(body !== null && { body: JSON.stringify(body) }),
      });
    const place = await eventually(async () => {
      const answer = await ask('?reason=id-reused', operator);
      return answer.ok && ((await answer.json()) as { items: { offset: string }[] }).items[0]?.offset;
    });
    const redrive = async (by: string, event: object) => {
      const answer = await ask(`/${place}/redrive`, by, event);
      return [answer.status, await answer.text()] as const;
    };
    await eventually(async () => (await ask('', watcher)).ok);
    const type = 'disclosure.statement.retracted.v1';
    const refused: readonly (readonly [by: string, event: object, pointer: string])[] = [
      [watcher, about('edited', 'nhk'), '/type'],
      [operator, about('edited', 'acme'), '/data/publisher/id'],
      [operator, about('edited', 'nhk', { principal: 'newsroom' }), '/principal'],
      [operator, about('edited', 'nhk', { type, data: { statement: 'notice-of-acme' } }), '/data/statement'],
      [operator, about('edited', 'nhk', { type: 'disclosure.incident.described.v1', data: { title: 'x' } }), '/type'],
    ];
    for (const [by, event, pointer] of refused)
      expect(await redrive(by, event)).toEqual([403, expect.stringContaining(`"pointer":"${pointer}"`)]);
    await eventually(async () =>
      (await people.audit()).some(({ principal, action }) => principal === 'watcher' && action === 'redrive'),
    );
    const [status, text] = await redrive(operator, about('edited', 'nhk'));
    expect([status, text]).toEqual([200, expect.any(String)]);
    const [partition = '', offset = ''] = (JSON.parse(text) as { redriven: string }).redriven.split('@');
    const kafka = createKafka({ brokers: kafkaBrokers(), clientId: 'spec' });
    const record = await readRecord(kafka, topicNames(pipeline.prefix).events, Number(partition), BigInt(offset));
    await kafka.close();
    expect(JSON.parse(String(record?.value))).toMatchObject({ id: 'edited', principal: 'operator' });
  });

  it('knows whose a statement is wherever it was taken to, and when it is void', async () => {
    const desk = await people.holder({
      name: 'all desks',
      scopes: ['events:write', 'records:write', 'read'],
      publishers: ['*'],
      eventTypes: ['*'],
    });
    const acme = await people.holder({
      name: 'acme',
      scopes: ['events:write', 'records:write'],
      publishers: ['acme'],
      eventTypes: ['*'],
    });
    await Promise.all([known(desk), known(acme)]);
    const of = (subject: string, id: string, statement: string, publisher: string, type = 'published') =>
      about(
        id,
        publisher,
        { subject, type: `disclosure.statement.${type}.v1` },
        { statement, ...(type === 'revised' && { revisionKind: 'update' }) },
      );
    const record = (subject: string, id: string, type: string, data: object) =>
      about(id, 'acme', { subject, type: `disclosure.${type}.v1`, data });
    const given = [
      ...['stays', 'moved', 'void'].map((name) => of('taken-from', `t-${name}`, name, 'acme')),
      of('taken-to', 't-other', 'other', 'nhk'),
      of('merged-away', 't-merged', 'merged', 'acme'),
      record('taken-from', 't-move', 'statement.reassigned', { statement: 'moved', to: 'taken-to', reason: 'r' }),
      record('taken-from', 't-voided', 'statement.corrected', {
        statement: 'void',
        corrects: { source: '/desk', id: 't-void' },
        void: true,
        reason: 'r',
      }),
      record('merged-away', 't-merge', 'incident.merged', { into: 'taken-to', reason: 'r' }),
    ];
    const { status, text } = await post(given, undefined, desk);
    expect([status, text]).toEqual([201, expect.any(String)]);
    // Another copy of ingest, which knows only what is applied.
    await pipeline.stop('ingest');
    await pipeline.start('ingest');
    const { results } = JSON.parse(text) as { results: { offset: string }[] };
    await eventually(async () => {
      const offsets = results.map(({ offset }) => offset).join(',');
      const answer = await fetch(`${pipeline.url('query')}/v1/incidents/taken-to`, {
        headers: { authorization: `Bearer ${desk}`, 'disclosure-min-offset': offsets },
      });
      return answer.status === 200;
    });
    await Promise.all([known(key), known(acme)]);
    const statements = [
      ['taken-from', 'stays'],
      ['taken-from', 'moved'],
      ['taken-from', 'void'],
      ['merged-away', 'merged'],
    ] as const;
    for (const [subject, name] of statements) {
      const hijacked = await post([of(subject, `hijack-${name}`, name, 'nhk', 'revised')]);
      expect([name, hijacked.status]).toEqual([name, 403]);
      const again = await post([of(subject, `again-${name}`, name, 'nhk')]);
      expect([name, again.status]).toEqual([name, 403]);
    }
    for (const [subject, name] of statements) {
      const own = await post([of(subject, `own-${name}`, name, 'acme', 'revised')], undefined, acme);
      expect([name, own.status, own.text]).toEqual([name, 201, expect.any(String)]);
    }
    const corrected = record('taken-to', 't-theirs', 'statement.redacted', {
      statement: 'other',
      parts: ['body'],
      basis: 'b',
      reason: 'r',
    });
    expect((await post([corrected], undefined, acme)).status).toBe(403);
  }, 60_000);

  it('records of a stream what may be, and tells of each line that may not', async () => {
    const lines = [about('l1', 'nhk'), about('l2', 'acme'), about('l3', 'nhk')].map((each) => JSON.stringify(each));
    const { status, text } = await post(lines.join('\n'), 'application/x-ndjson');
    expect(status).toBe(200);
    const [problem, summary] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(problem).toMatchObject({ line: 2, status: 'rejected', problem: { type: '/problems/forbidden' } });
    expect(summary).toMatchObject({ lines: 3, recorded: 2, rejected: 1 });
  });
});

describe('the audit', () => {
  it('takes new entries, and nothing else', async () => {
    const sql = sqlOf(people.database);
    await sql.query(`INSERT INTO public.audit (service, action, outcome, detail) VALUES ('spec', 'x', 'done', '{}')`);
    for (const statement of [
      "UPDATE public.audit SET action = 'y'",
      'DELETE FROM public.audit',
      'TRUNCATE public.audit',
    ])
      await expect(sql.query(statement)).rejects.toThrow('audit is only appended to');
  });

  it('has what an operator does at the terminal; a key is shown once, and the third that lives is refused', async () => {
    const run = (...args: readonly string[]) => disclosure(pipeline, pipeline.prefix, 'access', ...args).ended;
    expect((await run('grant', 'soc', '--scopes', 'read')).code).toBe(0);
    const { result } = await run('key', 'soc', '--days', '1');
    expect(result).toMatch(/^dk_[0-9a-f]{12}_[\w-]{43}\n$/);
    expect((await run('key', 'soc')).code).toBe(0);
    expect(await run('key', 'soc')).toMatchObject({ code: 3, output: expect.stringContaining('two keys') as string });
    const reads = { service: 'query', method: 'GET', path: '/v1/incidents', needs: [] } as const;
    await eventually(async () => (await call(reads, `Bearer ${result.trim()}`)) === 200);
    expect((await run('revoke', idOf(result))).code).toBe(0);
    await eventually(async () => (await call(reads, `Bearer ${result.trim()}`)) === 401);
    expect(await run('grant', 'soc', '--scopes', 'everything')).toMatchObject({ code: 2 });
    expect((await run('end', 'soc')).code).toBe(0);
    const actions = (await people.audit()).filter(({ principal }) => principal?.startsWith('local:') === true);
    expect(actions.map(({ action }) => action)).toEqual(['grant', 'make key', 'make key', 'revoke key', 'end grant']);
    expect(JSON.stringify(actions)).not.toContain(result.trim());
    const listed = await run('audit', '--limit', '5');
    expect(listed.result.split('\n')[0]).toContain('"end grant"');
    const operator = await people.holder({ name: 'operator', scopes: ['ops'] });
    await known(operator);
    const asked = await disclosureWith({ DISCLOSURE_KEY: operator }, pipeline, pipeline.prefix, 'dead-letters', 'list')
      .ended;
    expect([asked.code, asked.output]).toEqual([0, expect.any(String)]);
    const unasked = await disclosure(pipeline, pipeline.prefix, 'dead-letters', 'list').ended;
    expect(unasked.output).toContain('Credentials are needed');
  }, 60_000);
});

/** Services read grants and keys every two seconds. */
async function known(key: string): Promise<void> {
  for (const service of ['ingest', 'query', 'projector', 'notifier'] as const)
    await eventually(async () => {
      const answer = await fetch(`${pipeline.url(service)}/metrics`, { headers: { authorization: `Bearer ${key}` } });
      return answer.status !== 401 && answer.status !== 429;
    });
}

function never(): never {
  throw new Error('there is no route');
}
