/** What an argument or an option has to be: the test, and the words for it. */
export type Requirement = readonly [isMet: (value: unknown) => boolean, what: string];

export const ABOVE_0: Requirement = [(value) => typeof value === 'number' && value > 0, 'a number above 0'];
export const STRING: Requirement = [(value) => typeof value === 'string', 'a string'];
export const FUNCTION: Requirement = [(value) => typeof value === 'function', 'a function'];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws TypeError that says what a value has to be, if it is not */
export function check(name: string, value: unknown, [isMet, what]: Requirement): void {
  if (!isMet(value)) throw new TypeError(`${name} must be ${what}`);
}
