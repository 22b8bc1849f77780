import { Needs } from '#service';
import { Controller, Get, Query } from '@nestjs/common';
import { PageOf, PolicyView, VocabularyView, type Page } from '#contracts';
import type { Policy, Vocabulary } from '#domain';
import { Reads } from '../http/answers.js';
import { noQuery } from '../http/query.pipe.js';
import { RulesInForce } from './rules-in-force.js';

@Needs(['read'])
@Controller('v1')
export class RulesController {
  constructor(private readonly rules: RulesInForce) {}

  @Get('vocabulary')
  @Reads({ id: 'getVocabulary', tag: 'Rules', summary: 'The vocabulary in force', answer: VocabularyView })
  vocabulary(@Query(noQuery) _query: unknown): Vocabulary {
    return this.rules.vocabulary;
  }

  /** The policy in force, then the others that a query may name. */
  @Get('policies')
  @Reads({
    id: 'listPolicies',
    tag: 'Rules',
    summary: 'Policies, with their ranks',
    answer: PageOf(PolicyView),
  })
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
