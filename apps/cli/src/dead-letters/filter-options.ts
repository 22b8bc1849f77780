import { InvalidArgumentError, Option, type Command } from 'commander';
import { deadReasons, parseInstant, parseOffset } from '#contracts';

export interface FilterOptions {
  readonly reason?: string;
  readonly subject?: string;
  readonly source?: string;
  readonly partition?: string;
  readonly since?: string;
  readonly before?: string;
}

/** Which dead letters are meant. */
export function withFilter(command: Command): Command {
  return command
    .addOption(new Option('--reason <reason>', 'why they died').choices(deadReasons))
    .option('--subject <incident>', 'of which incident')
    .option('--source <source>', 'the source of the event')
    .option('--partition <number>', 'of which partition', partition)
    .option('--since <instant>', 'recorded then or later', instant)
    .option('--before <instant>', 'recorded before', instant);
}

/** As the query service names them. */
export function filterQuery({ reason, subject, source, partition: from, since, before }: FilterOptions) {
  return { reason, subject, source, partition: from, recordedSince: since, recordedBefore: before };
}

export function offset(text: string): string {
  if (parseOffset(text) === null) throw new InvalidArgumentError('It must be <partition>@<offset>.');
  return text;
}

function instant(text: string): string {
  if (parseInstant(text) === null) throw new InvalidArgumentError('It must be like 2026-11-22T18:00:00Z.');
  return text;
}

function partition(text: string): string {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a number from 0.');
  return text;
}
