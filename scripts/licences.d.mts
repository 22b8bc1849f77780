export function licences(): readonly { readonly name: string; readonly version: string; readonly licence: string }[];
export function isPermissive(licence: string): boolean;
export function page(): string;
