/** `misconfigured` is EX_CONFIG of sysexits.h: a supervisor need not try again. */
export const exitCodes = { stopped: 0, failed: 1, misconfigured: 78 } as const;
