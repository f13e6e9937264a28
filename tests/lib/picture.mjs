// Pictures for tests: PNG files made here, the others from the corpus; and
// what a picture's first bytes say of it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const corpus = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fuzz/corpus/image');

/** A file that libjpeg or libwebp made. */
export const sample = (name) => fs.readFileSync(path.join(corpus, name));

const crcs = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc(bytes) {
  let c = 0xffffffff;
  for (const b of bytes) c = crcs[(c ^ b) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/**
 * A PNG of width x height; pixel(x, y) gives [r, g, b] or [r, g, b, a].
 * bits: one black bit a pixel instead. more: chunks before its pixels.
 */
export function png(width, height, { pixel, alpha = false, bits = false, level = 6, more = [] } = {}) {
  const channels = alpha ? 4 : 3;
  const stride = 1 + (bits ? Math.ceil(width / 8) : width * channels);
  const raw = Buffer.alloc(stride * height);
  for (let y = 0; pixel && y < height; y++) {
    for (let x = 0; x < width; x++) raw.set(pixel(x, y), y * stride + 1 + x * channels);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits ? 1 : 8;
  header[9] = bits ? 0 : alpha ? 6 : 2;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...more,
    chunk('IDAT', zlib.deflateSync(raw, { level })), chunk('IEND', Buffer.alloc(0))]);
}

/** Type, width and height that the bytes of a PNG or WebP tell. */
export function measure(bytes) {
  if (bytes.subarray(1, 4).toString() === 'PNG') {
    return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  const kind = bytes.subarray(12, 16).toString();
  const type = bytes.subarray(8, 12).toString() === 'WEBP' ? 'image/webp' : 'unknown';
  if (kind === 'VP8L') {
    const sizes = bytes.readUInt32LE(21);
    return { type, width: 1 + (sizes & 0x3fff), height: 1 + ((sizes >>> 14) & 0x3fff) };
  }
  if (kind === 'VP8X') {
    return { type, width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  }
  return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}
