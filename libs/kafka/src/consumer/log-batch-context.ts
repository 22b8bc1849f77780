import { BaseRpcContext } from '@nestjs/microservices';

/** Second argument of a handler: `[topic, partition]`. */
export class LogBatchContext extends BaseRpcContext<[topic: string, partition: number]> {
  constructor(args: [topic: string, partition: number]) {
    super(args);
  }
  get topic(): string {
    return this.args[0];
  }

  get partition(): number {
    return this.args[1];
  }
}
