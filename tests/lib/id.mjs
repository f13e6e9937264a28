// TypeIDs: a prefix and a UUIDv7 in Crockford's base 32, as base/id.h has them.
import { randomBytes } from 'node:crypto';

const digits = '0123456789abcdefghjkmnpqrstvwxyz';

/** Of these 16 bytes. */
export function typeIdOf(prefix, bytes) {
  let number = BigInt(`0x${bytes.toString('hex')}`), text = '';
  for (let i = 0; i < 26; i++, number >>= 5n) text = digits[Number(number & 31n)] + text;
  return `${prefix}_${text}`;
}

/** A new one. */
export function typeId(prefix, ms = Date.now()) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  return typeIdOf(prefix, bytes);
}

/** Its 16 bytes, as the database shows them by HEX(). */
export function idHex(id) {
  let number = 0n;
  for (const c of id.split('_').at(-1)) number = number << 5n | BigInt(digits.indexOf(c));
  return number.toString(16).padStart(32, '0').toUpperCase();
}
