/** Lakebench's own version, as in package.json. Runs say which one made them. */
export const version = '0.1.0'
