/** The pattern by which the consumer of the log finds its handler; the topic's name is known only at run time. */
export const LOG = 'disclosure.events';
export const PROJECTION = Symbol('PROJECTION');
export const DATABASE = Symbol('DATABASE');
