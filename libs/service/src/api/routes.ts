import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { needOf, type Need } from '../access/scopes.js';
import { isRoute, operationOf, type OperationInfo, type ParameterInfo } from './answers.js';

export interface Route {
  /** `/v1/incidents/{incident}` */
  readonly path: string;
  readonly method: string;
  readonly pathParameters: readonly string[];
  /** `null` where the query is not looked at. */
  readonly queryParameters: Parameters | null;
  readonly operation: OperationInfo;
  readonly needs: Need;
}

type Parameters = Readonly<Record<string, ParameterInfo>>;

interface Argument {
  readonly data?: unknown;
  readonly pipes: readonly unknown[];
}

/** The controllers that a module names in its decorator. */
export function controllersOf(module: Type): readonly Type[] {
  return (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []) as Type[];
}

/** What Nest will make routes of, read where Nest reads it. */
export function routesOf(controller: Type): readonly Route[] {
  const prefix = pathOf(controller);
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  return Object.getOwnPropertyNames(prototype).flatMap((name): Route[] => {
    const handler = prototype[name];
    if (!isRoute(handler)) return [];
    const operation = operationOf(handler, `${controller.name}.${name}`);
    if (operation === null) return [];
    const parts = [prefix, pathOf(handler)].flatMap((path) => path.split('/')).filter((part) => part !== '');
    const names = parts.filter((part) => part.startsWith(':')).map((part) => part.slice(1));
    return [
      {
        path: `/${parts.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`,
        method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase(),
        pathParameters: names,
        queryParameters: parametersOf([...readByPipes(controller, name), operation.query ?? []].flat()),
        operation,
        needs: needs(controller, handler, name),
      },
    ];
  });
}

function needs(controller: Type, handler: object, name: string): Need {
  const found = needOf(controller, handler);
  if (found === undefined)
    throw new Error(`${controller.name}.${name} says nothing of who may call it: give it @Needs`);
  return found;
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return typeof path === 'string' ? path : '';
}

function readByPipes(controller: Type, name: string): readonly Parameters[] {
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name);
  return Object.entries((metadata ?? {}) as Readonly<Record<string, Argument>>)
    .filter(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`))
    .flatMap(([, { pipes }]) => pipes.filter(tellsParameters))
    .map(({ parameters }) => parameters);
}

function parametersOf(all: readonly Parameters[]): Parameters | null {
  return all.length === 0 ? null : (Object.assign({}, ...all) as Parameters);
}

/** A pipe that reads a whole query tells which parameters it takes. */
function tellsParameters(pipe: unknown): pipe is { readonly parameters: Parameters } {
  return typeof pipe === 'object' && pipe !== null && 'parameters' in pipe && typeof pipe.parameters === 'object';
}
