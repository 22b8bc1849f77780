import { Controller, Get, Query } from '@nestjs/common';
import type { Page } from '#contracts';
import type { Policy, Vocabulary } from '#domain';
import { noQuery } from '../http/query.pipe.js';
import { RulesInForce } from './rules-in-force.js';

@Controller('v1')
export class RulesController {
  constructor(private readonly rules: RulesInForce) {}

  @Get('vocabulary')
  vocabulary(@Query(noQuery) _query: unknown): Vocabulary {
    return this.rules.vocabulary;
  }

  /** The policy in force, then the others that a query may name. */
  @Get('policies')
  policies(@Query(noQuery) _query: unknown): Page<Policy> {
    return {
      items: [...this.rules.policies.values()].sort((a, b) => this.isInForce(b) - this.isInForce(a)),
      next: null,
    };
  }

  private isInForce(policy: Policy): number {
    return Number(policy === this.rules.policy);
  }
}
