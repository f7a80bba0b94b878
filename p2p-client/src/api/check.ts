/** What an argument or an option has to be: the test, and the words for it. */
export type Requirement = readonly [isMet: (value: unknown) => boolean, what: string];

export const ABOVE_0: Requirement = [(value) => typeof value === 'number' && value > 0, 'a number above 0'];
export const STRING: Requirement = [(value) => typeof value === 'string', 'a string'];
export const FUNCTION: Requirement = [(value) => typeof value === 'function', 'a function'];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether something has these methods, whatever it is. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  const methods = Object(value) as Record<string, unknown>;
  return names.every((name) => typeof methods[name] === 'function');
}

/**
 * Gives back a value that is what it has to be.
 *
 * @throws TypeError that says what that is, if it is not
 */
export function check<T>(name: string, value: T, [isMet, what]: Requirement): T {
  if (!isMet(value)) throw new TypeError(`${name} must be ${what}`);
  return value;
}
