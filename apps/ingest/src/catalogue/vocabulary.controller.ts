import { Controller, Get } from '@nestjs/common';
import type { Vocabulary } from '#domain';
import { VocabularyInForce } from './vocabulary-in-force.js';

@Controller('v1/vocabulary')
export class VocabularyController {
  constructor(private readonly inForce: VocabularyInForce) {}

  @Get()
  vocabulary(): Vocabulary {
    return this.inForce.vocabulary;
  }
}
