import { InvalidArgumentError } from 'commander';

/** What an option is given, if it is a whole number from `lowest` on that a number can hold. */
export function wholeNumberFrom(lowest: 0 | 1): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < lowest)
      throw new InvalidArgumentError(`It must be a whole number from ${lowest}.`);
    return number;
  };
}
