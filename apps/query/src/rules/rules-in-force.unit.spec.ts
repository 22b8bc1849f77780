import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '#service';
import { RulesInForce } from './rules-in-force.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(variable: 'POLICY_FILE' | 'VOCABULARY_FILE', content: string): Promise<RulesInForce> {
  const file = join(folder, `${variable}.json`);
  await writeFile(file, content);
  return RulesInForce.load(readSettings({ [variable]: file }, { needs: [] }));
}

describe('the rules in force', () => {
  it('are the built-in ones, or what the files of the deployment say', async () => {
    const builtIn = RulesInForce.load(readSettings({}, { needs: [] }));
    expect([builtIn.policy.name, builtIn.vocabulary.version]).toEqual(['default', 1]);
    const media = await load('POLICY_FILE', '{"name":"press","ranks":{"media":99}}');
    expect([media.policy.name, media.policy.ranks.media]).toEqual(['press', 99]);
    const more = await load('VOCABULARY_FILE', '{"version":2,"facts":{"impact.flights":{"type":"count"}}}');
    expect(more.vocabulary.facts).toMatchObject({
      'impact.flights': { type: 'count' },
      'timeline.began': { type: 'date' },
    });
    expect(new Set([builtIn, media, more].map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it.each([
    ['POLICY_FILE', '{"name":"x","ranks":{"press":1}}', /POLICY_FILE=.*ranks\.press/],
    ['VOCABULARY_FILE', '{', /VOCABULARY_FILE=/],
  ] as const)('are refused with the name of %s where it is wrong', async (variable, content, message) => {
    await expect(load(variable, content)).rejects.toThrow(message);
  });
});
