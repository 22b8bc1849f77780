export { apiKeyText, hashOf, newApiKey, type ApiKey } from './api-key.js';
export { AccessGate } from './gate.js';
export { publisherIn, refusalOf, refusalOfChange, statementChangedBy } from './refusal.js';
