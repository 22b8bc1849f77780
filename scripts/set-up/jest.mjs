/** What Node is given to run Jest on modules; Jest's own arguments follow. */
export const jest = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
];
