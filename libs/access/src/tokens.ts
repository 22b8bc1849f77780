import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Problem, type OidcSettings } from '#service';

export interface Token {
  readonly subject: string;
  readonly scopes: readonly string[];
}

const CLOCKS_DIFFER_SECONDS = 5;
const ANSWER_MS = 5_000;

/** Access tokens of one issuer: for us, unexpired, and signed as it was settled, whatever they say of themselves. */
export class Tokens {
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(private readonly settings: OidcSettings) {}

  /** @throws Problem `unauthorized` with the reason; `unavailable` while the issuer's keys cannot be had. */
  async read(token: string): Promise<Token> {
    const { issuer, audience, algorithms } = this.settings;
    try {
      const { payload } = await jwtVerify(token, await this.keysOfIssuer(), {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCKS_DIFFER_SECONDS,
      });
      const { sub, scope }: { readonly sub?: unknown; readonly scope?: unknown } = payload;
      if (typeof sub !== 'string' || sub === '')
        throw new Problem('unauthorized', { detail: 'The token is not valid: "sub" must be a string' });
      return { subject: sub, scopes: typeof scope === 'string' ? scope.split(' ') : [] };
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (isOfToken(error))
        throw new Problem('unauthorized', { detail: `The token is not valid: ${error.message}`, cause: error });
      throw new Problem('unavailable', { detail: "The issuer's keys cannot be had for now", cause: error });
    }
  }

  private async keysOfIssuer(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.findKeys();
    try {
      return await this.keys;
    } catch (error) {
      this.keys = undefined;
      throw error;
    }
  }

  private async findKeys(): Promise<JWTVerifyGetKey> {
    const url = this.settings.jwksUrl ?? (await this.discovered());
    return createRemoteJWKSet(new URL(url), { timeoutDuration: ANSWER_MS });
  }

  private async discovered(): Promise<string> {
    const { issuer } = this.settings;
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: 'error',
    });
    const document = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    if (document.issuer !== issuer || typeof document.jwks_uri !== 'string')
      throw new Error(`${issuer} describes another issuer: ${String(document.issuer)}`);
    return document.jwks_uri;
  }
}

/** Of the token itself, and not of the way to the issuer. */
function isOfToken(error: unknown): error is Error {
  return (
    error instanceof errors.JOSEError &&
    // Plain ones tell of answers that are no key set.
    error.code !== 'ERR_JOSE_GENERIC' &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
  );
}
