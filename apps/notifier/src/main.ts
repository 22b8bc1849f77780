import { runService } from '#service';
import { notifier } from './notifier.js';

await runService(notifier());
