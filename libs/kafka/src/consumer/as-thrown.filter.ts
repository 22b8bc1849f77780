import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/** On a handler of the log: Nest would make `Internal server error` of what the batch failed with, and whether to wait depends on it. */
@Catch()
export class AsThrown implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
