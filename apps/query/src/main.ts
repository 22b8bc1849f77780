import { runService } from '#service';
import { queryService } from './query-service.js';

await runService(queryService());
