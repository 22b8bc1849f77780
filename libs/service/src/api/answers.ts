import { METHOD_METADATA } from '@nestjs/common/constants.js';
import type { ProblemCode } from '../problems/catalogue.js';

/** A JSON Schema (2020-12). */
export type Schema = object;

/** Something that a request may say beside its body. Whatever reads it has this beside it, so that it is told as it is checked. */
export interface ParameterInfo {
  readonly schema: Schema;
  readonly expects?: string;
  readonly required?: boolean;
  readonly repeated?: boolean;
  readonly example?: string | number;
}

export interface AnswerInfo {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, Schema>>;
  readonly headers?: Readonly<Record<string, ParameterInfo>>;
}

/** What the API document says of a route that its controller does not say by itself. */
export interface OperationInfo {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Beside those that its pipes read. */
  readonly query?: Readonly<Record<string, ParameterInfo>>;
  readonly headers?: Readonly<Record<string, ParameterInfo>>;
  /** By media type. */
  readonly body?: Readonly<Record<string, Schema>>;
  readonly bodyIsOptional?: boolean;
  /** By status, without problems. */
  readonly answers: Readonly<Record<number, AnswerInfo>>;
  /** Beside those that any route may answer. */
  readonly problems?: readonly ProblemCode[];
}

const described = new WeakMap<object, OperationInfo | 'part of another'>();

/** Every route needs it: a document with a route that it does not describe is not made. */
export function Answers(operation: OperationInfo): MethodDecorator {
  return note(operation);
}

/** For a route that is nothing by itself, like the files of a page. */
export const PartOfAnother: MethodDecorator = note('part of another');

function note(what: OperationInfo | 'part of another'): MethodDecorator {
  return (_class, _name, descriptor) => {
    described.set(descriptor.value as object, what);
  };
}

/** `null` for what needs no description. */
export function operationOf(handler: object, where: string): OperationInfo | null {
  const found = described.get(handler);
  if (found === undefined) throw new Error(`${where} says nothing of its answers: give it @Answers, or one made of it`);
  return found === 'part of another' ? null : found;
}

export function isRoute(handler: unknown): handler is object {
  return typeof handler === 'function' && Reflect.hasMetadata(METHOD_METADATA, handler);
}
