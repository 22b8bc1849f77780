import { rm } from 'node:fs/promises';

export default async function tearDown() {
  const { folder, servers } = globalThis.corrigendaTestServers ?? {};
  if (folder === undefined) return;
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
}
