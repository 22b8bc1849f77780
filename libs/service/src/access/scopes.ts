import { Reflector } from '@nestjs/core';

/** What a principal may be granted. Source: the contract, "Access". */
export const scopes = ['events:write', 'events:backfill', 'records:write', 'read', 'ops'] as const;
export type Scope = (typeof scopes)[number];

export type Need = 'anybody' | readonly Scope[];

/** On a controller or a route: one of these scopes must be granted to whoever calls it; `anybody` needs no credentials. */
export const Needs = Reflector.createDecorator<Need>();

/** What a route says, or its controller. */
export function needOf(controller: object, handler: object): Need | undefined {
  return [handler, controller]
    .map((target): unknown => Reflect.getMetadata(Needs.KEY, target))
    .find((need): need is Need => need !== undefined);
}
