import type { Schema } from './answers.js';

const checks = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    required: ['status'],
    properties: { status: { enum: ['up', 'down'] }, message: { type: 'string' } },
  },
};

/** As @nestjs/terminus tells it. */
export const Health = {
  type: 'object',
  required: ['status', 'details'],
  properties: {
    status: { enum: ['ok', 'error', 'shutting_down'] },
    info: { ...checks, description: 'what is well' },
    error: { ...checks, description: 'what is not' },
    details: { ...checks, description: 'both' },
  },
};

export const ApiDocument = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
};

export const serviceSchemas: Readonly<Record<string, Schema>> = { Health, ApiDocument };

export const text = { type: 'string' };
