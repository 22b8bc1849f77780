import { AppendRequest } from './append-request.js';
import { formCall } from './call.js';
import { Lane } from './lane.js';

const limits = { partitionBytes: 100, partitionRecords: 3, totalBytes: 250 };

function lane(partition: number, request: AppendRequest, ...sizes: readonly number[]): Lane {
  const made = new Lane(partition);
  sizes.forEach((bytes, index) => {
    made.push({ request, index, bytes, record: { key: 'k', value: String(index) } });
  });
  return made;
}

describe('one Produce call', () => {
  let request: AppendRequest;
  const limit = new AbortController();
  beforeEach(() => {
    request = new AppendRequest(10, { signal: limit.signal });
    request.done.catch(() => undefined);
  });
  afterEach(() => {
    for (let index = 0; index < 10; index += 1) request.acknowledge(index, { partition: 0, offset: 0n });
  });

  const indexes = (lanes: readonly Lane[], from = 0): number[][] =>
    formCall(lanes, from, limits).map(({ pending }) => pending.map(({ index }) => index));

  it('takes of each partition what fits, from the front', () => {
    expect(indexes([lane(0, request, 60, 30, 20), lane(1, request, 1, 1, 1, 1)])).toEqual([
      [0, 1],
      [0, 1, 2],
    ]);
  });

  it('takes a record that is larger than the cap alone', () => {
    expect(indexes([lane(0, request, 180, 1)])).toEqual([[0]]);
  });

  it('leaves partitions for the next call when it is full, and begins with another one then', () => {
    const lanes = [lane(0, request, 100), lane(1, request, 100), lane(2, request, 100), lane(3, request, 100)];
    expect(formCall(lanes, 0, limits).map((part) => part.lane.partition)).toEqual([0, 1, 2]);
    expect(formCall(lanes, 3, limits).map((part) => part.lane.partition)).toEqual([3, 0, 1]);
  });

  it('leaves out what has passed its deadline', () => {
    const late = new AppendRequest(1, { deadline: Date.now() + 60_000, signal: AbortSignal.abort() });
    late.done.catch(() => undefined);
    expect(indexes([lane(0, late, 10)])).toEqual([]);
  });
});
