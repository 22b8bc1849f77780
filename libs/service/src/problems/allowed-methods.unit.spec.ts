import { AllowedMethods } from './allowed-methods.js';

describe('the methods of a path', () => {
  const methods = new AllowedMethods();
  methods.add({ method: 'POST', url: '/v1/events' });
  methods.add({ method: ['GET', 'HEAD'], url: '/v1/events/:offset' });
  methods.add({ method: 'POST', url: '/v1/events/validate' });
  methods.add({ method: 'GET', url: '/docs/*' });

  it.each([
    ['/v1/events', ['POST']],
    ['/v1/events/3@9', ['GET', 'HEAD']],
    ['/v1/events/validate', ['GET', 'HEAD', 'POST']],
    ['/v1/events/', []],
    ['/v1', []],
    ['/v1/events/3@9/more', []],
    ['/docs/a/b.css', ['GET']],
  ])('%s: %j', (path, expected) => {
    expect(methods.of(path)).toEqual(expected);
  });
});
