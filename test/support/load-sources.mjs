import { registerHooks } from 'node:module';

/** Jest loads its global set-up without its transforms: Node strips the types, and here finds `x.ts` for `./x.js`. */
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('.') || !specifier.endsWith('.js')) throw error;
      return next(`${specifier.slice(0, -3)}.ts`, context);
    }
  },
});
