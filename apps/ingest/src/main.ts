import { runService } from '#service';
import { ingestService } from './ingest-service.js';

await runService(ingestService());
