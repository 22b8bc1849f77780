/** The channel on which `NOTIFY` says that there are new changes or dead letters. */
export const CHANGES_CHANNEL = 'corrigenda_changes';
