/** What arrives is never what was sent: bytes as an `ArrayBuffer`, all else as JSON has it. */
export function copyOf(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice().buffer;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return copyOf((value.toJSON as () => unknown)());
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]));
}
