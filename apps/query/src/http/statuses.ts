/** What is answered beside 200 and problems. */
export const notModified = 304;
export const permanentRedirect = 308;
