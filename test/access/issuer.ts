import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

export const audience = 'disclosure';

export interface Issuer {
  readonly url: string;
  /** A token as it should be, but for what is given. */
  token(claims: Claims, options?: TokenOptions): Promise<string>;
  /** Tokens that nobody may get in by, by what is wrong with each. */
  forged(claims: Claims): Promise<ReadonlyMap<string, string>>;
  close(): Promise<void>;
}

/** `undefined` is left out. */
type Claims = Readonly<Record<string, unknown>>;

function definite(claims: Claims): JWTPayload {
  return JSON.parse(JSON.stringify(claims)) as JWTPayload;
}

interface TokenOptions {
  readonly key?: CryptoKey | Uint8Array;
  readonly alg?: string;
  readonly kid?: string;
}

/** An OpenID provider, as far as one is asked for its keys. */
export async function anIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const other = await generateKeyPair('RS256');
  const elliptic = await generateKeyPair('ES384');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
  const server = createServer((request, response) => {
    const answer =
      request.url === '/.well-known/openid-configuration'
        ? { issuer: url, jwks_uri: `${url}/keys` }
        : request.url === '/keys'
          ? { keys }
          : null;
    response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = () => Math.floor(Date.now() / 1000);
  const whole = (claims: Claims): JWTPayload =>
    definite({
      iss: url,
      aud: audience,
      exp: now() + 600,
      iat: now(),
      ...claims,
    });
  const token = (claims: Claims, { key = privateKey, alg = 'RS256', kid = 'one' }: TokenOptions = {}) =>
    new SignJWT(whole(claims)).setProtectedHeader({ alg, kid }).sign(key);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = async (claims: Claims) => {
    const good = await token(claims);
    const [head = '', body = '', signature = ''] = good.split('.');
    const pem = new TextEncoder().encode(await exportSPKI(publicKey));
    return new Map(
      Object.entries({
        'alg none': `${part({ alg: 'none', kid: 'one' })}.${body}.`,
        'alg None with the signature': `${part({ alg: 'None', kid: 'one' })}.${body}.${signature}`,
        'no signature': `${head}.${body}.`,
        'another key of the same name': await token(claims, { key: other.privateKey }),
        'a key that is not known': await token(claims, { key: other.privateKey, kid: 'two' }),
        'the public key as a secret': await token(claims, { key: pem, alg: 'HS256' }),
        'an algorithm that was not settled': await token(claims, { key: elliptic.privateKey, alg: 'ES384' }),
        'another body': `${head}.${part(whole({ ...claims, scope: 'ops read events:write' }))}.${signature}`,
        'another audience': await token({ ...claims, aud: 'somebody-else' }),
        'no audience': await token({ ...claims, aud: undefined }),
        'another issuer': await token({ ...claims, iss: 'https://id.example' }),
        'no issuer': await token({ ...claims, iss: undefined }),
        expired: await token({ ...claims, exp: now() - 60 }),
        'no expiry': await token({ ...claims, exp: undefined }),
        'not valid so far': await token({ ...claims, nbf: now() + 600 }),
        'no subject': await token({ ...claims, sub: undefined }),
        'a list as subject': await token({ ...claims, sub: [claims['sub']] }),
        'three empty parts': '..',
        'not a token': 'eyJhbGciOiJSUzI1NiJ9',
      }),
    );
  };
  return {
    url,
    token,
    forged,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
