import { runService } from '#service';
import { projector } from './projector.js';

await runService(projector());
