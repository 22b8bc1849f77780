import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

process.env.API = 'write';

/** Writes what is checked in of the API: first what the services really answer, then the documents, which show it. */
await prepared(async (node) => {
  const recorded = await foreground(node, [...jest, 'test/api/recorded.flow'], { ownGroup: false });
  const documents = await foreground(node, [...jest, 'test/api/documents.unit'], { ownGroup: false });
  return Math.max(recorded, documents);
});
