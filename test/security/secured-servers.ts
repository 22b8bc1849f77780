import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type AclEntry } from 'kafkajs';
import pg from 'pg';
import { generate } from 'selfsigned';
import { freePort, startKafka, startPostgres } from '#embedded';

export const principals = ['ingest', 'projector', 'notifier', 'query'] as const;
export type Principal = (typeof principals)[number];

export interface SecuredServers {
  /** Over TLS, and by whoever has a password. */
  readonly broker: string;
  /** A file with the certificate of both servers, which is its own authority. */
  readonly ca: string;
  readonly pem: string;
  passwordOf(name: string): string;
  /** Everything is allowed here: of the test alone. */
  readonly open: string;
  /** As its owner, without TLS: of the test alone. */
  readonly admin: string;
  /** As a role, over TLS. */
  urlAs(role: string): string;
  /** Statements of a checked-in file. */
  apply(file: string): Promise<void>;
  close(): Promise<void>;
}

interface Rule {
  readonly topic?: string;
  readonly group?: string;
  readonly transactionalIds?: string;
  readonly may: readonly (keyof typeof kafkajs.AclOperationTypes)[];
}

export type Acls = Readonly<Record<Principal, readonly Rule[]>>;

export async function acls(): Promise<Acls> {
  return JSON.parse(await readFile('docker/kafka/acls.json', 'utf8')) as Acls;
}

/** A broker that knows who comes, and a PostgreSQL that speaks TLS, each with a certificate that was made for it. */
export async function securedServers(): Promise<SecuredServers> {
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-secured-'));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, cert);
  const passwordOf = (name: string) => `secret-of-${name}`;
  const port = await freePort();
  const inOneLine = (pem: string) => pem.trim().replaceAll('\r', '').replaceAll('\n', '\\n');
  const kafka = await startKafka({
    dataDir: join(folder, 'kafka'),
    port: 0,
    listeners: [{ port, advertised: port, protocol: 'SASL_SSL' }],
    users: Object.fromEntries([...principals, 'stranger'].map((name) => [name, passwordOf(name)])),
    settings: {
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.more0.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'listener.name.more0.ssl.keystore.type': 'PEM',
      'listener.name.more0.ssl.keystore.certificate.chain': inOneLine(cert),
      'listener.name.more0.ssl.keystore.key': inOneLine(key),
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    },
  });
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 });
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await speakTls(admin, cert, key);
  return {
    broker: `127.0.0.1:${port}`,
    ca,
    pem: cert,
    passwordOf,
    open: kafka.brokers[0] ?? '',
    admin: postgres.url,
    urlAs: (role) => {
      const url = new URL(postgres.url);
      [url.username, url.password] = [role, passwordOf(role)];
      url.search = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: ca }).toString();
      return url.href;
    },
    apply: async (file) => {
      await admin.query(await readFile(file, 'utf8'));
    },
    close: async () => {
      await admin.end();
      await Promise.all([kafka.stop(), postgres.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server writes its key itself, as it must own it. */
async function speakTls(admin: pg.Client, cert: string, key: string): Promise<void> {
  const write = (pem: string, file: string) =>
    admin.query(
      `COPY (SELECT unnest(string_to_array(${admin.escapeLiteral(pem.trim().replaceAll('\r', ''))}, E'\\n'))) TO PROGRAM 'umask 077; cat > ${file}'`,
    );
  await write(cert, 'server.crt');
  await write(key, 'server.key');
  for (const setting of ["ssl_cert_file = 'server.crt'", "ssl_key_file = 'server.key'", 'ssl = on'])
    await admin.query(`ALTER SYSTEM SET ${setting}`);
  await admin.query('SELECT pg_reload_conf()');
}

/** As the checked-in file has it, for topics that begin with this prefix. */
export async function applyAcls(open: string, prefix: string): Promise<void> {
  const rules = await acls();
  const entries = principals.flatMap((name) =>
    rules[name].flatMap(({ topic, group, transactionalIds, may }): AclEntry[] => {
      const { AclResourceTypes: types, ResourcePatternTypes: patterns } = kafkajs;
      const [resourceType, resource, resourcePatternType] =
        topic !== undefined
          ? [types.TOPIC, topic, patterns.LITERAL]
          : group !== undefined
            ? [types.GROUP, group, patterns.LITERAL]
            : [types.TRANSACTIONAL_ID, transactionalIds ?? '', patterns.PREFIXED];
      return may.map((operation) => ({
        principal: `User:${name}`,
        host: '*',
        permissionType: kafkajs.AclPermissionTypes.ALLOW,
        operation: kafkajs.AclOperationTypes[operation],
        resourceType,
        resourceName: `${prefix}${resource}`,
        resourcePatternType,
      }));
    }),
  );
  const admin = new kafkajs.Kafka({ brokers: [open], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createAcls({ acl: entries });
  await admin.disconnect();
}
