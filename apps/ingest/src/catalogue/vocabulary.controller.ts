import { Controller, Get } from '@nestjs/common';
import { VocabularyView } from '#contracts';
import type { Vocabulary } from '#domain';
import { Needs, Answers } from '#service';
import { VocabularyInForce } from './vocabulary-in-force.js';

@Needs(['read'])
@Controller('v1/vocabulary')
export class VocabularyController {
  constructor(private readonly inForce: VocabularyInForce) {}

  @Get()
  @Answers({
    id: 'getVocabulary',
    tag: 'Rules',
    summary: 'The vocabulary in force',
    answers: { 200: { description: 'The vocabulary', content: { 'application/json': VocabularyView } } },
  })
  vocabulary(): Vocabulary {
    return this.inForce.vocabulary;
  }
}
